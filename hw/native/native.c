/* The addon as Node loads it: its parts, as far as they were built, and the reading of arguments for all of them. */
#include "native.h"

#include <string.h>

static void add_part(napi_env env, napi_value exports, const char *name,
                     void (*fill)(napi_env, napi_value)) {
  napi_value part;
  napi_create_object(env, &part);
  fill(env, part);
  loa_set(env, exports, name, part);
}

NAPI_MODULE_INIT() {
  add_part(env, exports, "clock", loa_clock_part);
  add_part(env, exports, "alarm", loa_alarm_part);
  add_part(env, exports, "memory", loa_memory_part);
  add_part(env, exports, "notify", loa_notify_part);
  add_part(env, exports, "datagram", loa_datagram_part);
#ifdef LOA_ALSA
  add_part(env, exports, "alsa", loa_alsa_part);
#endif
#ifdef LOA_OPUS
  add_part(env, exports, "opus", loa_opus_part);
#endif
#ifdef LOA_GPIO
  add_part(env, exports, "gpio", loa_gpio_part);
#endif
#ifdef LOA_SQLITE
  add_part(env, exports, "sqlite", loa_sqlite_part);
#endif
  return exports;
}

napi_value loa_bug(napi_env env, const char *message) {
  napi_throw_type_error(env, NULL, message);
  return NULL;
}

bool loa_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, values, NULL, NULL) == napi_ok && given == count) return true;
  loa_bug(env, "wrong number of arguments");
  return false;
}

bool loa_number(napi_env env, napi_value value, double *number) {
  if (napi_get_value_double(env, value, number) == napi_ok) return true;
  loa_bug(env, "not a number");
  return false;
}

bool loa_flag(napi_env env, napi_value value, bool *flag) {
  if (napi_get_value_bool(env, value, flag) == napi_ok) return true;
  loa_bug(env, "not a boolean");
  return false;
}

bool loa_text(napi_env env, napi_value value, char *text, size_t size) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) == napi_ok && length < size &&
      napi_get_value_string_utf8(env, value, text, size, &length) == napi_ok && strlen(text) == length) {
    return true;
  }
  loa_bug(env, "not a text, or too long");
  return false;
}

bool loa_array(napi_env env, napi_value value, napi_typedarray_type type, void **data, size_t *length) {
  napi_typedarray_type found;
  bool is_array = false;
  napi_is_typedarray(env, value, &is_array);
  if (is_array &&
      napi_get_typedarray_info(env, value, &found, length, data, NULL, NULL) == napi_ok && found == type) {
    return true;
  }
  loa_bug(env, "not an array of that type");
  return false;
}

bool loa_handle(napi_env env, napi_value value, const char *kind, void *handle) {
  void *found = NULL;
  napi_valuetype type;
  if (napi_typeof(env, value, &type) == napi_ok && type == napi_external &&
      napi_get_value_external(env, value, &found) == napi_ok && *(const char **)found == kind) {
    *(void **)handle = found;
    return true;
  }
  loa_bug(env, "not a handle of that kind");
  return false;
}

napi_value loa_wrap(napi_env env, void *handle, napi_finalize release) {
  napi_value value;
  if (napi_create_external(env, handle, release, NULL, &value) == napi_ok) return value;
  release(env, handle, NULL);
  return loa_bug(env, "no handle could be made");
}

napi_value loa_answer(napi_env env, double number) {
  napi_value value = NULL;
  napi_create_double(env, number, &value);
  return value;
}

napi_value loa_answer_text(napi_env env, const char *text) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  return value;
}

void loa_set(napi_env env, napi_value object, const char *name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

void loa_function(napi_env env, napi_value object, const char *name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, NULL, &value);
  loa_set(env, object, name, value);
}
