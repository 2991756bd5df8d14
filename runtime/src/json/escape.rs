//! JSON strings from text.

const QUOTED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// Appends `text` as a JSON string with its quotes.
pub(crate) fn quote_into(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    escape_into(text.as_bytes(), out);
    out.push(b'"');
}

/// Appends UTF-8 `text` as the inside of a JSON string.
pub(crate) fn escape_into(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| QUOTED[usize::from(*byte)]) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        push_escaped(special[0], out);
        rest = &special[1..];
    }
    out.extend_from_slice(rest);
}

fn push_escaped(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        other => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(other >> 4)]);
            out.push(HEX[usize::from(other & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quote_into;

    #[test]
    fn every_character_survives_a_round_trip() {
        let text: String =
            (0..0x300).filter_map(char::from_u32).chain(['\u{2028}', '😀']).collect();
        let mut out = Vec::new();
        quote_into(&text, &mut out);
        let back: String = serde_json::from_slice(&out).expect("valid JSON");
        assert_eq!(back, text);
    }

    #[test]
    fn agrees_with_serde_json() {
        for text in ["", "a", "\"", "\\", "a\"b\\c\nd\te\u{1}f\u{7f}", "{\"a\":\"b\\\"c\"}"] {
            let mut out = Vec::new();
            quote_into(text, &mut out);
            assert_eq!(out, serde_json::to_vec(text).expect("a string"), "{text:?}");
        }
    }
}
