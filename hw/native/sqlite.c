/*
 * SQLite, one batch of statements a call: here, or on a thread of Node's pool. It stops at the first that fails and rolls back what was
 * open. What the statements are, and what an error means, is TypeScript's. One batch at a time a database: whoever calls sees to it.
 */
#include "native.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static const char DATABASE[] = "database";
enum { BUSY_MS = 2000, SAID_BYTES = 160 };

struct database {
  const char *kind;
  sqlite3 *sqlite;
};

enum kind { NOTHING, NUMBER, TEXT };

struct value {
  enum kind kind;
  double number;
  char *text;
};

struct statement {
  char *sql;
  struct value *values;
  uint32_t count;
};

struct row {
  struct value *values;
  int count;
  struct row *next;
};

struct batch {
  sqlite3 *sqlite;
  struct statement *statements;
  uint32_t count;
  struct row *first, **last;
  int code;
  char said[SAID_BYTES];
  napi_deferred deferred;
  napi_async_work work;
};

static void free_values(struct value *values, uint32_t count) {
  for (uint32_t at = 0; values != NULL && at < count; at++) free(values[at].text);
  free(values);
}

static void free_batch(struct batch *batch) {
  for (uint32_t at = 0; at < batch->count; at++) {
    free(batch->statements[at].sql);
    free_values(batch->statements[at].values, batch->statements[at].count);
  }
  free(batch->statements);
  for (struct row *row = batch->first, *next; row != NULL; row = next) {
    next = row->next;
    free_values(row->values, (uint32_t)row->count);
    free(row);
  }
  free(batch);
}

static char *copied(const char *text) {
  char *copy = malloc(strlen(text) + 1);
  return copy == NULL ? NULL : strcpy(copy, text);
}

static int bind(sqlite3_stmt *prepared, int place, const struct value *value) {
  if (value->kind == TEXT) return sqlite3_bind_text(prepared, place, value->text, -1, SQLITE_STATIC);
  if (value->kind == NOTHING) return sqlite3_bind_null(prepared, place);
  /* Every number of the house is whole; 2^53 is as far as they go. */
  return sqlite3_bind_int64(prepared, place, (sqlite3_int64)value->number);
}

static int keep_row(struct batch *batch, sqlite3_stmt *prepared) {
  struct row *row = calloc(1, sizeof *row);
  if (row == NULL) return SQLITE_NOMEM;
  *batch->last = row;
  batch->last = &row->next;
  row->count = sqlite3_column_count(prepared);
  row->values = calloc((size_t)row->count + 1, sizeof *row->values);
  if (row->values == NULL) return SQLITE_NOMEM;
  for (int at = 0; at < row->count; at++) {
    struct value *value = &row->values[at];
    switch (sqlite3_column_type(prepared, at)) {
      case SQLITE_NULL:
        continue;
      case SQLITE_INTEGER:
        *value = (struct value){NUMBER, (double)sqlite3_column_int64(prepared, at), NULL};
        continue;
      default: {
        const char *text = (const char *)sqlite3_column_text(prepared, at);
        *value = (struct value){TEXT, 0, text == NULL ? NULL : copied(text)};
        if (value->text == NULL) return SQLITE_NOMEM;
      }
    }
  }
  return SQLITE_OK;
}

static int run_one(struct batch *batch, const struct statement *statement) {
  sqlite3_stmt *prepared = NULL;
  int code = sqlite3_prepare_v2(batch->sqlite, statement->sql, -1, &prepared, NULL);
  for (uint32_t at = 0; code == SQLITE_OK && at < statement->count; at++) {
    code = bind(prepared, (int)at + 1, &statement->values[at]);
  }
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(prepared);
    if (code != SQLITE_ROW) break;
    code = keep_row(batch, prepared);
  }
  if (code == SQLITE_DONE) code = SQLITE_OK;
  if (code != SQLITE_OK) {
    batch->code = sqlite3_extended_errcode(batch->sqlite);
    if (batch->code == SQLITE_OK) batch->code = code;
    sqlite3_snprintf(SAID_BYTES, batch->said, "%s", sqlite3_errmsg(batch->sqlite));
  }
  sqlite3_finalize(prepared);
  return code;
}

static void run_batch(struct batch *batch) {
  for (uint32_t at = 0; at < batch->count; at++) {
    if (run_one(batch, &batch->statements[at]) == SQLITE_OK) continue;
    if (!sqlite3_get_autocommit(batch->sqlite)) sqlite3_exec(batch->sqlite, "ROLLBACK", NULL, NULL, NULL);
    return;
  }
}

static char *text_of(napi_env env, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) return NULL;
  char *text = malloc(length + 1);
  if (text != NULL) napi_get_value_string_utf8(env, value, text, length + 1, &length);
  return text;
}

static bool read_value(napi_env env, napi_value given, struct value *value) {
  napi_valuetype type;
  napi_typeof(env, given, &type);
  if (type == napi_null) return true;
  if (type == napi_number) {
    value->kind = NUMBER;
    return napi_get_value_double(env, given, &value->number) == napi_ok;
  }
  value->kind = TEXT;
  value->text = text_of(env, given);
  return value->text != NULL;
}

/* [sql, value …] */
static bool read_statement(napi_env env, napi_value given, struct statement *statement) {
  uint32_t length;
  napi_value part;
  if (napi_get_array_length(env, given, &length) != napi_ok || length == 0) return false;
  if (napi_get_element(env, given, 0, &part) != napi_ok || (statement->sql = text_of(env, part)) == NULL) return false;
  statement->count = length - 1;
  statement->values = calloc(length, sizeof *statement->values);
  if (statement->values == NULL) return false;
  for (uint32_t at = 0; at < statement->count; at++) {
    if (napi_get_element(env, given, at + 1, &part) != napi_ok || !read_value(env, part, &statement->values[at])) return false;
  }
  return true;
}

static struct batch *read_batch(napi_env env, napi_callback_info info) {
  napi_value arguments[2], part;
  struct database *database;
  uint32_t length;
  if (!loa_arguments(env, info, 2, arguments) || !loa_handle(env, arguments[0], DATABASE, &database)) return NULL;
  struct batch *batch = calloc(1, sizeof *batch);
  if (batch == NULL || database->sqlite == NULL || napi_get_array_length(env, arguments[1], &length) != napi_ok) {
    free(batch);
    loa_bug(env, "not an open database, or no statements");
    return NULL;
  }
  batch->sqlite = database->sqlite;
  batch->last = &batch->first;
  batch->statements = calloc((size_t)length + 1, sizeof *batch->statements);
  while (batch->statements != NULL && batch->count < length) {
    napi_get_element(env, arguments[1], batch->count, &part);
    if (!read_statement(env, part, &batch->statements[batch->count++])) break;
    if (batch->count == length) return batch;
  }
  free_batch(batch);
  loa_bug(env, "not statements");
  return NULL;
}

static napi_value value_of(napi_env env, const struct value *value) {
  napi_value null;
  if (value->kind == TEXT) return loa_answer_text(env, value->text);
  if (value->kind == NUMBER) return loa_answer(env, value->number);
  napi_get_null(env, &null);
  return null;
}

/* { code, said, rows }, and the batch is gone. */
static napi_value outcome_of(napi_env env, struct batch *batch) {
  napi_value outcome, rows, columns;
  uint32_t place = 0;
  napi_create_object(env, &outcome);
  napi_create_array(env, &rows);
  for (struct row *row = batch->first; row != NULL; row = row->next) {
    napi_create_array_with_length(env, (size_t)row->count, &columns);
    for (int at = 0; at < row->count; at++) napi_set_element(env, columns, (uint32_t)at, value_of(env, &row->values[at]));
    napi_set_element(env, rows, place++, columns);
  }
  loa_set(env, outcome, "code", loa_answer(env, batch->code));
  loa_set(env, outcome, "said", loa_answer_text(env, batch->said));
  loa_set(env, outcome, "rows", rows);
  free_batch(batch);
  return outcome;
}

/* run(database, statements): what came of them. Blocks. */
static napi_value run(napi_env env, napi_callback_info info) {
  struct batch *batch = read_batch(env, info);
  if (batch == NULL) return NULL;
  run_batch(batch);
  return outcome_of(env, batch);
}

static void execute(napi_env env, void *data) {
  (void)env;
  run_batch(data);
}

static void complete(napi_env env, napi_status status, void *data) {
  (void)status;
  struct batch *batch = data;
  napi_deferred deferred = batch->deferred;
  napi_delete_async_work(env, batch->work);
  napi_resolve_deferred(env, deferred, outcome_of(env, batch));
}

/* runLater(database, statements): a promise of the same. */
static napi_value run_later(napi_env env, napi_callback_info info) {
  napi_value promise, name;
  struct batch *batch = read_batch(env, info);
  if (batch == NULL) return NULL;
  napi_create_promise(env, &batch->deferred, &promise);
  napi_create_string_utf8(env, "loa.sqlite", NAPI_AUTO_LENGTH, &name);
  napi_create_async_work(env, NULL, name, execute, complete, batch, &batch->work);
  napi_queue_async_work(env, batch->work);
  return promise;
}

static void release(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  struct database *database = data;
  sqlite3_close_v2(database->sqlite);
  free(database);
}

/* open(file): a database, or a code; made where there is none. */
static napi_value open_database(napi_env env, napi_callback_info info) {
  napi_value argument;
  char file[4096];
  if (!loa_arguments(env, info, 1, &argument) || !loa_text(env, argument, file, sizeof file)) return NULL;
  struct database *database = calloc(1, sizeof *database);
  if (database == NULL) return loa_answer(env, SQLITE_NOMEM);
  database->kind = DATABASE;
  int code = sqlite3_open_v2(file, &database->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-excl");
  if (code == SQLITE_OK) {
    int keep = 1;
    sqlite3_extended_result_codes(database->sqlite, 1);
    sqlite3_busy_timeout(database->sqlite, BUSY_MS);
    /* The log stays where it is at the end: its room is taken, be the disk as full as it may. */
    sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    return loa_wrap(env, database, release);
  }
  code = sqlite3_extended_errcode(database->sqlite);
  release(env, database, NULL);
  return loa_answer(env, code);
}

/* close(database): nothing may be asked of it any more. */
static napi_value close_database(napi_env env, napi_callback_info info) {
  napi_value argument;
  struct database *database;
  if (!loa_arguments(env, info, 1, &argument) || !loa_handle(env, argument, DATABASE, &database)) return NULL;
  int code = sqlite3_close_v2(database->sqlite);
  database->sqlite = NULL;
  return loa_answer(env, code);
}

void loa_sqlite_part(napi_env env, napi_value part) {
  loa_set(env, part, "version", loa_answer_text(env, sqlite3_libversion()));
  loa_function(env, part, "open", open_database);
  loa_function(env, part, "run", run);
  loa_function(env, part, "runLater", run_later);
  loa_function(env, part, "close", close_database);
}
