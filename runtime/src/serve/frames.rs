//! The frames of HTTP/2, as far as it takes to see that a block of header fields is not whole.
//!
//! The library decodes each frame of a block as it comes and keeps the fields until the last one, so
//! that a few octets which name fields of its tables can hold a whole list of them.

/// RFC 9113, section 4.1.
const HEAD: usize = 9;
const HEADERS: u8 = 0x1;
const CONTINUATION: u8 = 0x9;
const END_HEADERS: u8 = 0x4;

/// State of the frames received so far, to the last octet.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// The head of the frame that has begun, and how much of it is there.
    head: [u8; HEAD],
    filled: usize,
    /// Octets of the frame that are still to come behind its head.
    payload: usize,
    /// Set if a block of several frames has begun, and whether this frame is the last of one.
    in_block: bool,
    is_last: bool,
}

impl Frames {
    /// Looks at what has come behind everything else.
    pub(super) fn read(&mut self, mut octets: &[u8]) {
        while !octets.is_empty() {
            if self.payload > 0 {
                let taken = self.payload.min(octets.len());
                self.payload -= taken;
                octets = &octets[taken..];
            } else {
                let taken = (HEAD - self.filled).min(octets.len());
                self.head[self.filled..self.filled + taken].copy_from_slice(&octets[..taken]);
                self.filled += taken;
                octets = &octets[taken..];
                if self.filled < HEAD {
                    return;
                }
                self.begin();
            }
            if self.payload == 0 && self.is_last {
                (self.in_block, self.is_last) = (false, false);
            }
        }
    }

    /// A frame whose head is whole.
    fn begin(&mut self) {
        let [high, middle, low, kind, flags, ..] = self.head;
        self.payload = u32::from_be_bytes([0, high, middle, low]) as usize;
        self.filled = 0;
        if matches!(kind, HEADERS | CONTINUATION) {
            self.is_last = flags & END_HEADERS != 0;
            self.in_block |= !self.is_last;
        }
    }

    /// Returns `true` if a block of several frames is not whole. One of a single frame is decoded when it is.
    pub(super) fn is_in_block(&self) -> bool {
        self.in_block
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTINUATION, END_HEADERS, Frames, HEADERS};

    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).expect("small").to_be_bytes();
        [&length[1..], &[kind, flags, 0, 0, 0, 1], payload].concat()
    }

    /// Whether a block is open after each of these frames.
    fn seen(frames: &[Vec<u8>], step: usize) -> Vec<bool> {
        let mut found = Frames::default();
        let mut look = |frame: &Vec<u8>| {
            frame.chunks(step).for_each(|piece| found.read(piece));
            found.is_in_block()
        };
        frames.iter().map(&mut look).collect()
    }

    #[test]
    fn blocks_are_open_until_their_last_octet() {
        // END_HEADERS is another thing in frames of data, and a payload can look like a frame.
        let data = frame(0, END_HEADERS, &frame(HEADERS, 0, b"abc"));
        let frames = [
            frame(4, 0, &[0; 6]),
            frame(HEADERS, END_HEADERS, b"abc"),
            data.clone(),
            frame(HEADERS, 0, b"abc"),
            frame(CONTINUATION, 0, b""),
            frame(CONTINUATION, 0, &[9; 700]),
            frame(CONTINUATION, END_HEADERS, b""),
            data,
            frame(HEADERS, 0, b""),
            frame(CONTINUATION, END_HEADERS, b"abc")[..10].to_vec(),
            b"bc".to_vec(),
        ];
        let open = [false, false, false, true, true, true, false, false, true, true, false];
        for step in [1, 2, 8, 9, 10, 4096] {
            assert_eq!(seen(&frames, step), open, "{step} octets at a time");
        }
    }

    #[test]
    fn a_block_of_one_frame_is_none() {
        let frame = frame(HEADERS, END_HEADERS, b"abc");
        let (most, last) = frame.split_at(frame.len() - 1);
        assert_eq!(seen(&[most.to_vec(), last.to_vec()], 4), [false, false]);
    }
}
