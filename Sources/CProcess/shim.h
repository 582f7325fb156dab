#pragma once
// Swift offers no fork, and posix_spawn sets no limits: between the two calls stands what a program of a connector may not do.
// Everything here runs in the child of a process with many threads, so it makes system calls and nothing else.
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// Their names are kept from programs that do not ask for GNU extensions.
#define STW_PATH_ONLY 010000000
/// Of users, of the network, of System V IPC.
#define STW_OWN_NAMESPACES (0x10000000 | 0x40000000 | 0x08000000)

/// What to start, and within what bounds.
struct stw_program {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *folder;
    /// Files and folders that may be read, up to the first NULL; nothing may be written but /dev/null.
    const char *const *readable;
    /// The child's ends of the pipes. `report` closes when the program has begun; else it brings a stage and an errno.
    int input, output, errors, report;
    uint64_t memory, address_space, cpu_seconds, files, file_bytes;
};

enum stw_stage { STW_STAGE_START = 1, STW_STAGE_LIMITS = 2, STW_STAGE_CALLS = 3 };

/// What the kernel lends besides the limits, as bits in the report of a program that began.
enum stw_walls { STW_WALL_NETWORK = 1, STW_WALL_FILES = 2 };

/// A pipe whose ends no other program inherits.
static inline int stw_pipe(int *ends) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

static inline int stw_limit(int what, uint64_t most) {
    struct rlimit limit = {most, most};
    return setrlimit((__rlimit_resource_t)what, &limit);
}

/// Landlock (Linux 5.13 and later): files outside the list, and memory and sockets of other processes, are out of reach.
static inline int stw_wall_files(const char *const *readable) {
    long abi = syscall(444, NULL, 0, 1);
    if (abi < 1) return -1;
    uint64_t rights = 0x1FFF;
    if (abi >= 2) rights |= 1ull << 13;
    if (abi >= 3) rights |= 1ull << 14;
    uint64_t attributes[3] = {rights, abi >= 4 ? 3 : 0, abi >= 6 ? 3 : 0};
    size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    int rules = (int)syscall(444, attributes, size, 0);
    if (rules < 0) return -1;
    for (; *readable; readable++) {
        int place = open(*readable, STW_PATH_ONLY | O_CLOEXEC);
        if (place < 0) continue;
        struct __attribute__((packed)) { uint64_t allowed; int32_t parent; } rule = {
            // Execute, read files, list folders; of a single file only the first two can be asked.
            (1 | 4 | 8), place};
        if (strcmp(*readable, "/dev/null") == 0) rule.allowed = 2 | 4;
        if (syscall(445, rules, 1, &rule, 0) != 0) {
            rule.allowed = 1 | 4;
            syscall(445, rules, 1, &rule, 0);
        }
        close(place);
    }
    long result = syscall(446, rules, 0);
    close(rules);
    return (int)result;
}

#if defined(__x86_64__)
#define STW_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define STW_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define STW_REFUSE(number) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/// No sockets, by whatever way, and no hand on other processes.
static inline int stw_refuse_calls(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STW_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
#endif
        STW_REFUSE(SYS_socket),
        STW_REFUSE(SYS_ptrace),
        STW_REFUSE(SYS_process_vm_readv),
        STW_REFUSE(SYS_process_vm_writev),
        STW_REFUSE(SYS_unshare),
        STW_REFUSE(SYS_mount),
        STW_REFUSE(SYS_keyctl),
        // It stays in the group that ends it, and ends nobody itself.
        STW_REFUSE(SYS_setsid),
        STW_REFUSE(SYS_setpgid),
        STW_REFUSE(SYS_kill),
        STW_REFUSE(SYS_tkill),
        STW_REFUSE(424 /* pidfd_send_signal */),
        STW_REFUSE(SYS_bpf),
        STW_REFUSE(425 /* io_uring_setup */),
        STW_REFUSE(438 /* pidfd_getfd */),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {(unsigned short)(sizeof(filter) / sizeof(filter[0])), filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static inline void stw_fail(int report, int stage) {
    int32_t words[2] = {stage, errno};
    ssize_t ignored = write(report, words, sizeof(words));
    (void)ignored;
    _exit(127);
}

/// Starts a program in a process group of its own. Returns its process, or -1 with errno where there is none to be had.
static inline pid_t stw_start(const struct stw_program *p) {
    pid_t child = fork();
    if (child != 0) return child;
    setpgid(0, 0);
    // The pipes may lie where the standard streams belong: lift them out of the way first.
    int report = fcntl(p->report, F_DUPFD_CLOEXEC, 10);
    int input = fcntl(p->input, F_DUPFD_CLOEXEC, 10);
    int output = fcntl(p->output, F_DUPFD_CLOEXEC, 10);
    int errors = fcntl(p->errors, F_DUPFD_CLOEXEC, 10);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) stw_fail(report, STW_STAGE_START);
    if (report > 3) {
        dup2(report, 3);
        report = 3;
        fcntl(3, F_SETFD, FD_CLOEXEC);
    }
    // Whatever else is open here is not the program's: it may be a socket.
    if (syscall(436 /* close_range */, 4u, ~0u, 0u) != 0) stw_fail(report, STW_STAGE_CALLS);
    struct sigaction usual;
    memset(&usual, 0, sizeof(usual));
    usual.sa_handler = SIG_DFL;
    for (int signal = 1; signal < 32; signal++) sigaction(signal, &usual, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir(p->folder) != 0) stw_fail(report, STW_STAGE_START);

    int32_t walls = 0;
    if (syscall(SYS_unshare, STW_OWN_NAMESPACES) == 0) walls |= STW_WALL_NETWORK;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) stw_fail(report, STW_STAGE_CALLS);
    if (stw_wall_files(p->readable) == 0) walls |= STW_WALL_FILES;
    // Processes are counted a user; in a namespace of its own the count begins anew.
    if ((walls & STW_WALL_NETWORK) && stw_limit(RLIMIT_NPROC, 64) != 0) stw_fail(report, STW_STAGE_LIMITS);
    if (stw_limit(RLIMIT_DATA, p->memory) != 0 || stw_limit(RLIMIT_AS, p->address_space) != 0
        || stw_limit(RLIMIT_CPU, p->cpu_seconds) != 0 || stw_limit(RLIMIT_NOFILE, p->files) != 0
        || stw_limit(RLIMIT_FSIZE, p->file_bytes) != 0 || stw_limit(RLIMIT_CORE, 0) != 0)
        stw_fail(report, STW_STAGE_LIMITS);
    if (stw_refuse_calls() != 0) stw_fail(report, STW_STAGE_CALLS);
    int32_t words[2] = {0, walls};
    if (write(report, words, sizeof(words)) != sizeof(words)) _exit(127);
    execve(p->path, p->arguments, p->environment);
    stw_fail(report, STW_STAGE_START);
    return -1;
}
