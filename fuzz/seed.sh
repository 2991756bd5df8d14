#!/bin/sh
# Makes seeds: the documents of the tests for the compiler, requests and messages for the surfaces.
set -eu
cd "$(dirname "$0")"
for target in text_to_findings document_to_code yaml_tree; do
    mkdir -p "corpus/$target"
    cp ../naftiko-codegen/tests/findings/*.yaml "corpus/$target/"
    cp ../naftiko-codegen/tests/golden/*/*.yaml "corpus/$target/"
    for regression in ../naftiko-codegen/tests/regressions/*.yaml; do
        if [ -e "$regression" ]; then cp "$regression" "corpus/$target/"; fi
    done
done

# The first byte chooses the surface; the rest is what arrives on its connection.
request() {
    mkdir -p corpus/http_surface
    # shellcheck disable=SC2059 # the escapes are the point
    printf "$2\r\nhost: localhost\r\n$3" >"corpus/http_surface/$1"
}
request berth '\000GET /ships/9321483/berths/7?open=true&size%%5Bmin%%5D=1.5&filter=%%7B%%7D HTTP/1.1' \
    'cookie: session=s; other="x"\r\nx-trace: t\r\naccept: application/json\r\n\r\n'
request file '\000HEAD /files/a%%2Fb%%20c HTTP/1.1' 'if-none-match: "x"\r\n\r\n'
request options '\000OPTIONS /ships/1/berths/2 HTTP/1.1' 'origin: http://localhost\r\n\r\n'
request fields '\001POST /fields HTTP/1.1' \
    'content-type: application/json\r\ncontent-length: 15\r\n\r\n{"name":"Ümö"}'
request chunked '\001POST /whole HTTP/1.1' \
    'content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n0\r\n\r\n'
request output '\002GET /ships HTTP/1.1' 'accept: */*\r\n\r\n'
request two '\003GET / HTTP/1.1' '\r\nGET /%%ff HTTP/1.1\r\nhost: x\r\n\r\n'
request mcp '\004POST /mcp HTTP/1.1' \
    'content-type: application/json\r\ncontent-length: 40\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"ping"}'

# The first byte chooses surface and revision; the rest is the message.
message() {
    mkdir -p corpus/json_rpc
    # shellcheck disable=SC2059
    printf "$2" >"corpus/json_rpc/$1"
    printf '%s' "$3" >>"corpus/json_rpc/$1"
}
meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"progressToken":"p"}'
arguments='"name":"find-berth","arguments":{"imo":"9321483","berth-no":"7","open":true}'
message initialize '\000' '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}'
message list '\014' '{"jsonrpc":"2.0","id":"a","method":"tools/list"}'
message call '\010' '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{'"$arguments"'}}'
message modern_discover '\022' '{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{'"$meta"'}}'
message modern_call '\020' '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{'"$arguments,$meta"'}}'
message modern_output '\021' '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ships","arguments":{},'"$meta"'}}'
message batch '\004' '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/initialized"}]'
message cancelled '\000' '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}'
message resource '\002' '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"fleet://ships/9321483/photo"}}'
message modern_resource '\022' '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"fleet://handbook/mooring.md",'"$meta"'}}'
message prompt '\002' '{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"plan-voyage","arguments":{"port-code":"NLRTM","speed":"9"}}}'
message templates '\002' '{"jsonrpc":"2.0","id":1,"method":"resources/templates/list"}'
message escapes '\000' '{"jsonrpc":"2.0","id":"\u0000\ud83d\ude00","method":"tools\/call","params":{"name":"\u0066ind-berth","arguments":{"imo":"\"\\\n"}}}'

# The first byte says how many bytes come at once; the rest is what an upstream sends.
answer() {
    mkdir -p corpus/upstream_answer
    # shellcheck disable=SC2059
    printf "$2" >"corpus/upstream_answer/$1"
}
answer length '\377HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'
answer chunked '\003HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;x=y\r\na\r\n00a\r\n0123456789\r\n0\r\nb: c\r\n\r\n'
answer close '\017HTTP/1.0 200 OK\r\n\r\nuntil the end'
answer early '\377HTTP/1.1 103 Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 404 No\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx'
answer both '\377HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'
answer twice '\377HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\ncontent-length: 1\r\n\r\nabHTTP/1.1 200 OK\r\n\r\n'
answer folded '\377HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'
answer nothing '\377HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'

# The first byte says how large the pieces are; the rest is the document.
pieces() {
    mkdir -p corpus/json_pieces
    # shellcheck disable=SC2059
    printf "$2" >"corpus/json_pieces/$1"
}
pieces object '\003{"a":[1,-2.5e+3,true,null,"\\u00e9\\ud83d\\ude00"],"b":{}}'
pieces marked '\000\357\273\277 "\303\251"'
pieces nested '\017[[[[[{"a":[[[{}]]]}]]]]]'
pieces number '\000-0.0e-7'

# Documents for queries: what is filtered, cut out, put together and counted.
mkdir -p corpus/json_query
printf '%s' '[1,{"a":1.0,"b":["x","\u00e9"]},[3,2,1],"x",null,true]' >corpus/json_query/mixed
printf '%s' '["a+b","aab","a.b",{"a":"aab"},[["aab"]]]' >corpus/json_query/patterns
printf '%s' '[1e400,-0.0,1,10e-1,[[[[1]]]],{"a":{"a":{"a":[1]}}}]' >corpus/json_query/numbers

# Keys of the target in the files that documents of the tests bind, and what readers could differ in.
values() {
    mkdir -p corpus/bind_file
    # shellcheck disable=SC2059
    printf "$2" >"corpus/bind_file/$1"
}
values json '{"a": "x\\u00e9\\n", "TOKEN": 1.50, "key-2": {"a": [null]}}'
values yaml 'a: x\nTOKEN: "y\\n"\nkey-2: |\n  one\n  two\n'
values folded 'a: >-\n  one\n  two\n\n  three\nTOKEN: !!str 012\nkey-2: ~\n'
values flow "{a: 'it''s', \"TOKEN\": \"\\\\x41\", ? key-2 : [b]}"
values documents '%%YAML 1.2\n---\na: 1 # one\n...\n---\na: 2\n'
values marked '\357\273\277a: \303\251\r\nTOKEN: x\r\n'

# Documents that import from each other, with a line between them.
mkdir -p corpus/imports corpus/migrate
shared='naftiko: 1.0.0-alpha2
binds:
- {namespace: keys, location: "file:///./secrets.yaml", keys: {TOKEN: t}}
consumes:
- type: http
  namespace: tides
  baseUri: https://tides.test/v1
  authentication: {type: bearer, token: "{{TOKEN}}"}
  resources:
  - {name: tables, path: /tables, operations: [{name: get-table, method: GET}]}'
main='naftiko: 1.0.0-alpha2
info: {label: Tides, description: Tide tables}
binds:
- {location: a.yaml, import: keys}
capability:
  consumes:
  - {location: a.yaml, import: tides}
  - {location: ./below/b.yaml, import: other, as: third}
  exposes:
  - {location: below/c.yml, import: rest}
  - type: mcp
    namespace: tools
    port: 8081
    tools:
    - {name: table, description: A table, ref: shared.table}
  aggregates:
  - {location: below/c.yml, import: shared}'
again='naftiko: 1.0.0-alpha2
consumes:
- {location: ../a.yaml, import: tides, as: other}'
parts='ikanos: 1.0.0-beta5
exposes:
- {type: rest, namespace: rest, port: 8080, resources: {r: {path: /r, operations: {o: {method: GET, description: A route, call: tides.get-table}}}}}
aggregates:
- {namespace: shared, display: Shared, flows: {table: {description: A table, call: tides.get-table}}}'
printf '%s\n%%%%%%\n%s\n%%%%%%\n%s\n%%%%%%\n%s\n' "$main" "$shared" "$again" "$parts" >corpus/imports/four
printf '%s\n%%%%%%\n%s\n' "$main" "$shared" >corpus/imports/missing
printf '%s\n%%%%%%\n%s\n%%%%%%\n%s\n' "$again" "$again" "$again" >corpus/imports/circle

# The first byte chooses the version.
version=0
for document in ../naftiko-codegen/tests/golden/*/*.yaml ../naftiko-codegen/tests/findings/*.yaml; do
    version=$(((version + 1) % 5))
    # shellcheck disable=SC2059
    { printf "\\00$version"; cat "$document"; } >"corpus/migrate/$(basename "$document")"
done
