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

/// How many bytes come before the first quote, backslash or control character.
#[inline(always)]
pub(super) fn first_special(word: [u8; WORD]) -> usize {
    let word = u64::from_le_bytes(word);
    // What borrows from its neighbour spoils only bytes after the first that is special.
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let zero = (quote.wrapping_sub(ONES) & !quote) | (backslash.wrapping_sub(ONES) & !backslash);
    let control = word.wrapping_sub(ONES * b' ' as u64) & !word;
    ((zero | control) & HIGH).trailing_zeros() as usize / WORD
}

#[cfg(test)]
mod tests {
    use super::{WORD, first_special};

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
