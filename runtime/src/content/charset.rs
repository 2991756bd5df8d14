//! Charsets of texts. UTF-8 is what APIs speak; a few old ones still occur. Tables for all others would
//! be a twentieth of the binary, so such a text stays what it is, and says what it is.

use bytes::Bytes;

/// A charset that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// US-ASCII too, which is a part of it.
    Utf8,
    /// ISO-8859-1 too: what the two have different, nobody writes in the first.
    Windows1252,
    Iso8859_15,
    Utf16,
    Utf16Le,
    Utf16Be,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Charset {
    /// The charset that a media type names.
    pub(super) fn named(name: &str) -> Option<Self> {
        const NAMES: [(&str, Charset); 19] = [
            ("utf-8", Charset::Utf8),
            ("utf8", Charset::Utf8),
            ("us-ascii", Charset::Utf8),
            ("ascii", Charset::Utf8),
            ("ansi_x3.4-1968", Charset::Utf8),
            ("iso-8859-1", Charset::Windows1252),
            ("iso8859-1", Charset::Windows1252),
            ("iso_8859-1", Charset::Windows1252),
            ("latin1", Charset::Windows1252),
            ("l1", Charset::Windows1252),
            ("windows-1252", Charset::Windows1252),
            ("cp1252", Charset::Windows1252),
            ("iso-8859-15", Charset::Iso8859_15),
            ("iso8859-15", Charset::Iso8859_15),
            ("latin-9", Charset::Iso8859_15),
            ("latin9", Charset::Iso8859_15),
            ("utf-16", Charset::Utf16),
            ("utf-16le", Charset::Utf16Le),
            ("utf-16be", Charset::Utf16Be),
        ];
        let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(_, charset)| *charset)
    }

    /// `bytes` in UTF-8 without a byte order mark; `None` when they are not in this charset. A text declared as
    /// UTF-8 is not checked here: its reader does that.
    pub(super) fn decode(self, bytes: &Bytes) -> Option<Bytes> {
        match self {
            // The mark of UTF-8 says more than the name of an old charset.
            Self::Utf8 | Self::Windows1252 | Self::Iso8859_15 if bytes.starts_with(MARK) => {
                Some(bytes.slice(MARK.len()..))
            }
            Self::Utf8 => Some(bytes.clone()),
            Self::Windows1252 => Some(single(bytes, windows_1252)),
            Self::Iso8859_15 => Some(single(bytes, iso_8859_15)),
            Self::Utf16 => match **bytes {
                // Without a mark the first character, which is ASCII mostly, says which half comes first.
                [0xff, 0xfe, ..] => utf16(bytes, u16::from_le_bytes),
                [first, 0, ..] if first > 0 => utf16(bytes, u16::from_le_bytes),
                _ => utf16(bytes, u16::from_be_bytes),
            },
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes),
        }
    }
}

fn single(bytes: &[u8], character: fn(u8) -> char) -> Bytes {
    bytes.iter().map(|byte| character(*byte)).collect::<String>().into()
}

/// The table of the Encoding Standard.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let at = byte.checked_sub(0x80).and_then(|at| FROM_80.get(usize::from(at)));
    at.copied().unwrap_or(char::from(byte))
}

fn iso_8859_15(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        same => char::from(same),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Bytes> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let text: String = text.collect::<Result<_, _>>().ok().filter(|_| rest.is_empty())?;
    let text = Bytes::from(text);
    Some(if text.starts_with(MARK) { text.slice(MARK.len()..) } else { text })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::Charset;

    fn decoded(name: &str, bytes: &'static [u8]) -> Option<String> {
        let text = Charset::named(name)?.decode(&Bytes::from_static(bytes))?;
        String::from_utf8(text.to_vec()).ok()
    }

    #[test]
    fn texts_in_old_charsets() {
        for (name, bytes, text) in [
            ("UTF-8", &b"\xef\xbb\xbf\xc3\xa9"[..], "é"),
            ("us-ascii", b"a", "a"),
            ("ISO-8859-1", b"\xe9\x80\xff", "é€ÿ"),
            ("latin1", b"\xef\xbb\xbf\xc3\xa9", "é"),
            ("windows-1252", b"\x93x\x94\x81", "“x”\u{81}"),
            ("iso-8859-15", b"\xa4\xe9", "€é"),
            ("utf-16", b"\xff\xfea\0\x3d\xd8\x00\xde", "a😀"),
            ("utf-16", b"\xfe\xff\0a\0\xe9", "aé"),
            ("utf-16", b"{\0}\0", "{}"),
            ("utf-16", b"\0{\0}", "{}"),
            ("utf-16le", b"a\0\xac\x20", "a€"),
            ("utf-16BE", b"\0a\x20\xac", "a€"),
            ("utf-16", b"", ""),
        ] {
            assert_eq!(decoded(name, bytes).as_deref(), Some(text), "{name} {bytes:?}");
        }
    }

    #[test]
    fn what_is_not_in_its_charset_is_not_guessed() {
        for (name, bytes) in [
            ("utf-16", &b"\xff\xfea"[..]),
            ("utf-16le", b"\x3d\xd8"),
            ("shift_jis", b"a"),
            ("", b"a"),
            ("utf-8", b"\xff"),
        ] {
            assert_eq!(decoded(name, bytes), None, "{name} {bytes:?}");
        }
    }
}
