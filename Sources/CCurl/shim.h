#pragma once
// libcurl checks variadic arguments with gcc macros that cannot see through these functions.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Siblings of libcurl's variadic calls, one for each kind of argument.

static inline CURLcode stw_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode stw_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode stw_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode stw_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode stw_set_data_function(
    CURL *easy, CURLoption option, size_t (*function)(char *bytes, size_t size, size_t count, void *context)) {
    return curl_easy_setopt(easy, option, function);
}
static inline CURLcode stw_set_open_socket(
    CURL *easy, curl_socket_t (*function)(void *context, curlsocktype purpose, struct curl_sockaddr *address)) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}
static inline CURLcode stw_set_before_request(
    CURL *easy, int (*function)(void *context, char *remote, char *local, int remote_port, int local_port)) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}
static inline CURLcode stw_set_progress(
    CURL *easy, int (*function)(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}
static inline CURLcode stw_set_debug(
    CURL *easy, int (*function)(CURL *easy, curl_infotype kind, char *bytes, size_t count, void *context)) {
    return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, function);
}

static inline CURLcode stw_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode stw_get_socket(CURL *easy, curl_socket_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLMcode stw_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLSHcode stw_share(CURLSH *share, curl_lock_data what) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, what);
}

// Of a finished transfer's message: its union does not reach Swift.
static inline CURLcode stw_result(const CURLMsg *message) { return message->data.result; }
