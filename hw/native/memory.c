/* What malloc(3) has taken of the kernel and nobody uses. Part of glibc alone; elsewhere nothing is given back. */
#include "native.h"

#include <malloc.h>

/* trim(): gives it back; whether there was any. Some milliseconds. */
static napi_value trim(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value is_any = NULL;
#ifdef __GLIBC__
  napi_get_boolean(env, malloc_trim(0) == 1, &is_any);
#else
  napi_get_boolean(env, false, &is_any);
#endif
  return is_any;
}

void loa_memory_part(napi_env env, napi_value part) { loa_function(env, part, "trim", trim); }
