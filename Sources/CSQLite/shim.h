#pragma once
#include <sqlite3.h>

// Siblings of variadic calls and of macros that Swift cannot see. Nothing here decides anything.

/// Turns SQLite's memory statistics off; they cost a global lock on every allocation. Only before the first connection.
static inline int stw_sqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Sets one of the yes-or-no options of a connection (`SQLITE_DBCONFIG_…`).
static inline int stw_sqlite_switch(sqlite3 *database, int option, int on) {
    return sqlite3_db_config(database, option, on, (int *)0);
}

/// Binds a copy of the bytes as UTF-8 text.
static inline int stw_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Binds a copy of the bytes as a blob.
static inline int stw_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// Extended result codes, which are macros over macros.
enum {
    stw_sqlite_ioerr_read = SQLITE_IOERR_READ,
    stw_sqlite_ioerr_short_read = SQLITE_IOERR_SHORT_READ,
    stw_sqlite_ioerr_write = SQLITE_IOERR_WRITE,
    stw_sqlite_ioerr_fsync = SQLITE_IOERR_FSYNC,
    stw_sqlite_ioerr_nomem = SQLITE_IOERR_NOMEM,
    stw_sqlite_ioerr_shmsize = SQLITE_IOERR_SHMSIZE,
    stw_sqlite_ioerr_shmmap = SQLITE_IOERR_SHMMAP,
};
