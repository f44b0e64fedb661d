#!/usr/bin/awk -f
# Writes a batch for the example `jsonl`: awk -v lines=10000 -f scripts/batch.awk
#
# Requests with one tool result each: build logs, rows of JSON, search hits, numbered listings and
# prose, from a few lines to some thousand. The same lines each time, no two requests alike. One line
# in a thousand is malformed.

# A number from 0 to n - 1.
function below(n) {
  state = (state * 69069 + 12345) % 4294967296
  return int(state / 65536) % n
}

function word() { return words[1 + below(count)] }

function path() { return word() "/" word() "_" below(40) ".rs" }

function log_line(i) {
  if (below(90) == 0) return "error[E0" (300 + below(400)) "]: cannot find value `" word() "` in this scope" N "  --> src/" path() ":" (1 + below(900)) ":" (1 + below(80))
  if (below(25) == 0) return "warning: unused variable: `" word() "`"
  return sprintf("2026-01-%02dT10:%02d:%02dZ INFO  %s: step %d of %s took %d ms", 1 + number % 28, int(i / 60) % 60, i % 60, word(), i, word(), below(5000))
}

function json_row(i) {
  return (i > 1 ? "," : "[") "{" Q "id" Q ":" (1000 + i) "," Q "name" Q ":" Q word() " " word() Q "," Q "state" Q ":" Q (below(30) ? "active" : "failed") Q "," Q "size" Q ":" below(100000) "." below(10) "}" (i == size ? "]" : "")
}

function line_of(kind, i) {
  if (kind == 0) return log_line(i) N
  if (kind == 1) return json_row(i)
  if (kind == 2) return "src/" here ":" (i * 3 + below(3)) ":    let " word() " = " word() "(" word() ", " below(100) ");" N
  if (kind == 3) return sprintf("%6d", i) T "    fn " word() "_" below(1000) "(&self) -> usize { self." word() " + " below(10) " }" N
  return "The " word() " of the " word() " is not the " word() " of request " number "." (below(4) ? " " : N N)
}

BEGIN {
  # Escapes within a JSON string within a JSON string.
  N = "\\\\n"; T = "\\\\t"; Q = "\\\\\\\""; q = "\\\""
  count = split("buffer cursor parser reader writer handle notice router segment counter window splice index detail margin branch record column signal worker", words, " ")
  split("{q}command{q}:{q}cargo build{q}|{q}command{q}:{q}curl -s api/items{q}|{q}command{q}:{q}grep -rn let src{q}|{q}path{q}:{q}src/lib.rs{q}|{q}url{q}:{q}notes.txt{q}", inputs, "|")
  split("bash bash bash read fetch", tools, " ")
  state = 7
  if (!lines) lines = 10000
  for (number = 1; number <= lines; number++) {
    if (number % 1000 == 0) { print "{\"id\":" number ",\"body\":"; continue }
    kind = below(5)
    size = below(40) ? 10 + below(250) : 1000 + below(2000)
    here = path()
    input = inputs[kind + 1]
    gsub(/{q}/, "\\\"", input)
    printf "{\"id\":%d,\"session\":\"s%d\",\"body\":\"{%smodel%s:%sany%s,%smessages%s:[{%srole%s:%suser%s,%scontent%s:%sLook at %s, number %d.%s},", number, number, q, q, q, q, q, q, q, q, q, q, q, q, q, here, number, q
    printf "{%srole%s:%sassistant%s,%scontent%s:[{%stype%s:%stool_use%s,%sid%s:%st1%s,%sname%s:%s%s%s,%sinput%s:{%s}}]},", q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, tools[kind + 1], q, q, q, input
    printf "{%srole%s:%suser%s,%scontent%s:[{%stype%s:%stool_result%s,%stool_use_id%s:%st1%s,%scontent%s:%s", q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q
    for (i = 1; i <= size; i++) printf "%s", line_of(kind, i)
    print q "}]}]}\"}"
  }
}
