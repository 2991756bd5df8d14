//! Several bytes of text at a time: eight in ordinary registers, sixteen by a loop that compilers turn
//! into a few instructions for vectors. Fast on every machine, and safe code.

/// Bytes in a word, which are examined together.
pub(super) const WORD: usize = 8;
/// Bytes in a chunk of a string, which are examined together.
pub(super) const CHUNK: usize = 2 * WORD;

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
    // A borrow from a neighbour spoils only bytes after the first that is special.
    let control = word.wrapping_sub(ONES * b' ' as u64);
    let quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (control | quote | backslash) & !word & HIGH
}

/// Returns the number of bytes before the first special one.
#[inline(always)]
pub(super) fn first_special(word: [u8; WORD]) -> usize {
    specials(word).trailing_zeros() as usize / WORD
}

/// Returns the number of digits at the beginning.
#[inline(always)]
pub(super) fn first_other_than_digit(word: [u8; WORD]) -> usize {
    let value = u64::from_le_bytes(word) ^ (ONES * b'0' as u64);
    let above = (value & !HIGH) + ONES * (0x80 - 10);
    ((above | value) & HIGH).trailing_zeros() as usize / WORD
}

/// Returns the number of bytes before the first quote, backslash or control character.
#[inline(always)]
pub(super) fn plain(chunk: &[u8; CHUNK]) -> usize {
    let marks = chunk.map(|byte| {
        let is_special = byte < b' ' || byte == b'"' || byte == b'\\';
        if is_special { u8::MAX } else { 0 }
    });
    let marks = u128::from_le_bytes(marks);
    // Two halves, which are registers.
    let (low, high) = (marks as u64, (marks >> 64) as u64);
    match (low, high) {
        (0, 0) => CHUNK,
        (0, _) => WORD + high.trailing_zeros() as usize / WORD,
        _ => low.trailing_zeros() as usize / WORD,
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, WORD, first_other_than_digit, first_special, plain};

    #[test]
    fn the_first_special_byte_of_a_chunk_is_found() {
        for before in [b' ', b'#', b'!', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
            for at in 0..CHUNK {
                for byte in 0..=u8::MAX {
                    let mut chunk = [before; CHUNK];
                    chunk[at] = byte;
                    chunk[at + 1..].fill(b'"');
                    let special = byte < b' ' || matches!(byte, b'"' | b'\\');
                    let expected = if special { at } else { at + 1 };
                    assert_eq!(plain(&chunk), expected, "{chunk:?}");
                }
            }
        }
    }

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
