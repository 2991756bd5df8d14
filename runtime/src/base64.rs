//! Base64 with the standard alphabet and padding.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4_usize {
            if position > chunk.len() {
                out.push('=');
            } else {
                let six = (group >> (18 - 6 * position)) & 63;
                out.push(char::from(ALPHABET[six as usize]));
            }
        }
    }
    out
}

/// The bytes of a text with complete padding and no stray bits; `None` for any other text.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        let six = ALPHABET.iter().position(|known| *known == digit)?;
        held = (held << 6 | u32::try_from(six).ok()?) & 0xfff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    (held & ((1 << bits) - 1) == 0).then_some(out)
}

/// The bytes of a text in the alphabet for URLs, without padding; `None` for any other text.
pub(crate) fn decode_url(text: &str) -> Option<Vec<u8>> {
    if text.contains(['+', '/', '=']) {
        return None;
    }
    let mut standard = text.replace('-', "+").replace('_', "/");
    while !standard.len().is_multiple_of(4) {
        standard.push('=');
    }
    decode(&standard)
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_url, encode};

    #[test]
    fn vectors_of_rfc_4648() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(text.as_bytes()), expected);
            assert_eq!(decode(expected).as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(encode(&[0xff, 0xfe, 0x00]), "//4A");
        assert_eq!(decode("//4A"), Some(vec![0xff, 0xfe, 0x00]));
        assert_eq!(decode_url("__4A"), decode("//4A"));
        assert_eq!(decode_url("Zg").as_deref(), Some(b"f".as_slice()));
        for text in ["//4A", "Zg==", "Z", "Zh"] {
            assert_eq!(decode_url(text), None, "{text}");
        }
    }

    #[test]
    fn only_complete_texts() {
        for text in ["Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Z_9v"]
        {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
