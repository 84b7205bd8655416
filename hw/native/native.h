/*
 * What the parts of the addon share: reading arguments and answering. An argument of the wrong type is a bug of ours and is
 * thrown; what a device or a packet does is answered as a number, negative where it is an error, and never thrown.
 */
#ifndef LOA_NATIVE_H
#define LOA_NATIVE_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each reader answers false with an exception pending where the argument is not what it reads. */
bool loa_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);
bool loa_number(napi_env env, napi_value value, double *number);
bool loa_flag(napi_env env, napi_value value, bool *flag);
/* At most `size` - 1 bytes of UTF-8. */
bool loa_text(napi_env env, napi_value value, char *text, size_t size);
/* The memory of a typed array, valid during the call. */
bool loa_array(napi_env env, napi_value value, napi_typedarray_type type, void **data, size_t *length);
/* What `loa_wrap` made. The first member of every handle is its kind, so that none is taken for another. */
bool loa_handle(napi_env env, napi_value value, const char *kind, void *handle);

napi_value loa_wrap(napi_env env, void *handle, napi_finalize release);
napi_value loa_answer(napi_env env, double number);
napi_value loa_answer_text(napi_env env, const char *text);
napi_value loa_bug(napi_env env, const char *message);

void loa_set(napi_env env, napi_value object, const char *name, napi_value value);
void loa_function(napi_env env, napi_value object, const char *name, napi_callback function);

/* Microseconds of CLOCK_MONOTONIC, which is the clock of Node's own process.hrtime. */
double loa_now_us(void);

/* Each part adds its functions to its own object. */
void loa_clock_part(napi_env env, napi_value part);
void loa_alarm_part(napi_env env, napi_value part);
void loa_memory_part(napi_env env, napi_value part);
void loa_notify_part(napi_env env, napi_value part);
void loa_datagram_part(napi_env env, napi_value part);
void loa_alsa_part(napi_env env, napi_value part);
void loa_opus_part(napi_env env, napi_value part);
void loa_sqlite_part(napi_env env, napi_value part);
void loa_gpio_part(napi_env env, napi_value part);

#endif
