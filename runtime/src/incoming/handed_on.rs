//! Bodies that are passed on.

use hyper::body::Incoming;

use super::RequestBody;
use crate::end::End;

impl RequestBody {
    /// Whom to tell, for who hands the body on.
    pub(crate) fn end(&self) -> Option<End> {
        self.end.clone()
    }

    /// The body, for who hands it on and [`settles`](Self::settle) what becomes of it.
    pub(crate) fn take(&mut self) -> Option<Incoming> {
        self.incoming.take()
    }

    /// Says whether all of it was read.
    pub(crate) fn settle(&mut self, is_read: bool) {
        self.is_open &= !is_read;
    }
}
