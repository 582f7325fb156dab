#pragma once
#include <zlib.h>

/// deflateInit2 for a gzip member, which is a macro: best compression, largest window, most memory.
static inline int stw_gzip_init (z_stream *stream)
{
  return deflateInit2 (stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}
