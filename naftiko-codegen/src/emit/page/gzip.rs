//! Constants of the page, compressed.

use miniz_oxide::deflate::compress_to_vec;

/// The most that is tried; it is done once.
const LEVEL: u8 = 10;

/// One member of gzip (RFC 1952), the same for the same text on any machine: without a time, a name or a system.
pub(super) fn gzip(text: &str) -> Vec<u8> {
    const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];
    let mut sum = flate2::Crc::new();
    sum.update(text.as_bytes());
    let mut out = HEAD.to_vec();
    out.extend(compress_to_vec(text.as_bytes(), LEVEL));
    out.extend(sum.sum().to_le_bytes());
    out.extend(sum.amount().to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::gzip;

    #[test]
    fn it_comes_back() {
        for text in ["", "a", &"What you can do\n".repeat(100)] {
            let one = gzip(text);
            assert_eq!(one, gzip(text));
            let mut read = String::new();
            assert!(flate2::read::GzDecoder::new(&one[..]).read_to_string(&mut read).is_ok());
            assert_eq!(read, text);
        }
    }
}
