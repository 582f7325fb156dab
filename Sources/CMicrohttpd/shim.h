#pragma once
#include <microhttpd.h>

// Siblings of variadic calls, which Swift cannot import.

/// Starts a daemon without a listening socket: connections come in through MHD_add_connection.
/// All callbacks get the same `cls`. `threads` of 1 means one thread, more a pool of that size.
static inline struct MHD_Daemon *stw_mhd_start (unsigned int threads, unsigned int connections, size_t memory,
                                                MHD_AccessHandlerCallback handle,
                                                void *(*target) (void *cls, const char *uri, struct MHD_Connection *),
                                                MHD_RequestCompletedCallback completed,
                                                MHD_NotifyConnectionCallback notify, void *cls)
{
  const struct MHD_OptionItem options[] = {
    { MHD_OPTION_CONNECTION_LIMIT, connections, NULL },
    { MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t) memory, NULL },
    { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t) target, cls },
    { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t) completed, cls },
    { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t) notify, cls },
    { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL },
    { MHD_OPTION_END, 0, NULL },
  };
  return MHD_start_daemon (MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET,
                           0, NULL, NULL, handle, cls, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// The value that MHD_CONNECTION_NOTIFY_STARTED stored with the connection.
static inline void *stw_mhd_context (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return NULL == info ? NULL : info->socket_context;
}

static inline int stw_mhd_socket (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return NULL == info ? -1 : info->connect_fd;
}

/// Bytes from the first of the method to the last of the empty line; 0 before the head is complete.
static inline size_t stw_mhd_head_size (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return NULL == info ? 0 : info->header_size;
}
