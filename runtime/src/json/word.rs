//! Eight bytes of text at a time, in ordinary registers: fast on every machine, and safe code.

/// How many bytes are looked at together.
pub(super) const WORD: usize = 8;

const ONES: u64 = u64::from_le_bytes([0x01; WORD]);
const HIGH: u64 = u64::from_le_bytes([0x80; WORD]);

/// The bytes from `at` on; `None` when fewer are left.
#[inline(always)]
pub(super) fn word_at(text: &[u8], at: usize) -> Option<[u8; WORD]> {
    text.get(at..)?.first_chunk().copied()
}

/// The high bit of the first byte that is a quote, a backslash or a control character, and perhaps
/// of some after it; 0 when there is none.
#[inline(always)]
pub(super) fn specials(word: [u8; WORD]) -> u64 {
    let word = u64::from_le_bytes(word);
    // What borrows from its neighbour spoils only bytes after the first that is special.
    let control = word.wrapping_sub(ONES * b' ' as u64);
    let quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (control | quote | backslash) & !word & HIGH
}

/// How many bytes come before the first special one.
#[inline(always)]
pub(super) fn first_special(word: [u8; WORD]) -> usize {
    specials(word).trailing_zeros() as usize / WORD
}

/// How many digits come first.
#[inline(always)]
pub(super) fn first_other_than_digit(word: [u8; WORD]) -> usize {
    let value = u64::from_le_bytes(word) ^ (ONES * b'0' as u64);
    let above = (value & !HIGH) + ONES * (0x80 - 10);
    ((above | value) & HIGH).trailing_zeros() as usize / WORD
}

#[cfg(test)]
mod tests {
    use super::{WORD, first_other_than_digit, first_special};

    #[test]
    fn digits_are_told_from_all_other_bytes() {
        for at in 0..WORD {
            for byte in 0..=u8::MAX {
                let mut word = *b"90908171";
                word[at] = byte;
                let expected = if byte.is_ascii_digit() { WORD } else { at };
                assert_eq!(first_other_than_digit(word), expected, "{word:?}");
            }
        }
    }

    #[test]
    fn the_first_special_byte_is_found_among_all_others() {
        for before in [b' ', b'#', b'!', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
            for at in 0..WORD {
                for byte in 0..=u8::MAX {
                    let mut word = [before; WORD];
                    word[at] = byte;
                    let special = byte < b' ' || matches!(byte, b'"' | b'\\');
                    let expected = if special { at } else { WORD };
                    assert_eq!(first_special(word), expected, "{word:?}");
                    // What follows changes nothing.
                    word[at + 1..].fill(b'"');
                    let expected = if special { at } else { (at + 1).min(WORD) };
                    assert_eq!(first_special(word), expected, "{word:?}");
                }
            }
        }
    }
}
