//! Files of binds as people write them, by hand and by tools.

use naftiko_runtime::codegen::{BindFormat, YamlFile};
use naftiko_runtime::testing::bound_values;

/// The value of `TOKEN`, or the reason why there is none.
fn read(content: &[u8], format: BindFormat) -> Result<String, String> {
    let mut values = bound_values(content, format, &["TOKEN".to_owned()])?;
    Ok(values.remove(0).1)
}

#[test]
fn yaml() {
    let yaml = |content: &[u8]| read(content, BindFormat::Yaml(YamlFile));
    for (content, value) in [
        (&b"\xef\xbb\xbfTOKEN: abc\n"[..], Ok("abc")),
        (b"TOKEN: abc\r\nOTHER: x\r\n", Ok("abc")),
        (b"---\n# made by a tool\nTOKEN: \"a\\tb\"   # comment\n...\n", Ok("a\tb")),
        (b"TOKEN: 'it''s'\n", Ok("it's")),
        (b"TOKEN: |\n  one\n  two\nOTHER: x\n", Ok("one\ntwo")),
        (b"TOKEN: >-\n  one\n  two\n", Ok("one two")),
        (b"TOKEN: 0123\n", Ok("0123")),
        (b"TOKEN: 1e3\n", Ok("1e3")),
        (b"TOKEN: true\n", Ok("true")),
        (b"{TOKEN: abc, OTHER: [1, 2]}\n", Ok("abc")),
        (b"? TOKEN\n: abc\n", Ok("abc")),
        (b"nested: {TOKEN: inner}\nTOKEN: outer\n", Ok("outer")),
        (b"TOKEN: ''\n", Ok("")),
        (b"TOKEN:\n", Err("its key `TOKEN` has no value")),
        (b"TOKEN: ~\n", Err("its key `TOKEN` has no value")),
        (b"TOKEN: null\n", Err("its key `TOKEN` has no value")),
        (b"TOKEN: [a]\n", Err("its key `TOKEN` has a list or a mapping")),
        (b"TOKEN: a\nTOKEN: b\n", Err("a key is there twice")),
        (b"anchor: &a x\nTOKEN: *a\n", Err("it has an alias")),
        (b"other: x\n", Err("it has no key `TOKEN`")),
        (b"- TOKEN: a\n", Err("it is no mapping")),
        (b"", Err("it is no mapping")),
        (b"# nothing but a comment\n", Err("it is no mapping")),
        (b"\xff\xfeT\0O\0", Err("it holds bytes that are no text in UTF-8")),
        (b"TOKEN=abc\n", Err("it is no mapping")),
        (b"TOKEN: a: b\n", Err("it cannot be read as YAML")),
        (b"TOKEN: {a: b}c\n", Err("it cannot be read as YAML")),
    ] {
        let shown = String::from_utf8_lossy(content);
        let found = yaml(content);
        let found = found.as_ref().map(String::as_str).map_err(|reason| {
            reason.split_once(" (line ").map_or(reason.as_str(), |(reason, _)| reason)
        });
        assert_eq!(found, value, "{shown:?}");
    }
}

#[test]
fn json() {
    for (content, value) in [
        (&b"\xef\xbb\xbf{\"TOKEN\":\"abc\"}"[..], Ok("abc")),
        (b" {\r\n \"TOKEN\" : \"a\\u0062c\" }\r\n", Ok("abc")),
        (b"{\"TOKEN\":12345678901234567890}", Ok("12345678901234567890")),
        (b"{\"TOKEN\":1.50}", Ok("1.50")),
        (b"{\"TOKEN\":false}", Ok("false")),
        (b"{\"TOKEN\":\"\"}", Ok("")),
        (b"{\"TOKEN\":\"line\\n\"}", Ok("line")),
        (b"{\"TOKEN\":null}", Err("its key `TOKEN` has no value")),
        (b"{\"TOKEN\":{}}", Err("its key `TOKEN` has a list or a mapping")),
        (b"{\"TOKEN\":\"a\",\"TOKEN\":\"b\"}", Err("a key is there twice")),
        (b"{\"TOKEN\":\"\\ud800\"}", Err("it holds half of a character")),
        (b"{\"TOKEN\":\"a\"", Err("it cannot be read as JSON")),
        (b"{\"TOKEN\":'a'}", Err("it cannot be read as JSON")),
        (b"[]", Err("it is no object")),
        (b"{}", Err("it has no key `TOKEN`")),
        (b"", Err("it cannot be read as JSON")),
    ] {
        let found = read(content, BindFormat::Json);
        let found = found.as_ref().map(String::as_str).map_err(String::as_str);
        assert_eq!(found, value, "{:?}", String::from_utf8_lossy(content));
    }
}
