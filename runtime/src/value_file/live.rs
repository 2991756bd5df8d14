//! A value that others read while it is exchanged.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

/// A value that may be exchanged for another, where any of what it is made of can change.
pub(crate) struct Live<T>(Kind<T>);

enum Kind<T> {
    Fixed(T),
    /// Held locked for as long as a pointer is copied.
    Exchanged(RwLock<Arc<T>>),
}

/// The value of one moment, which stays as it is.
pub(crate) enum Loaded<'a, T> {
    Fixed(&'a T),
    Exchanged(Arc<T>),
}

impl<T> Live<T> {
    /// `changes` says whether another value may come; reading costs nothing where none can.
    pub(crate) fn new(value: T, changes: bool) -> Self {
        Self(match changes {
            false => Kind::Fixed(value),
            true => Kind::Exchanged(RwLock::new(Arc::new(value))),
        })
    }

    pub(crate) fn load(&self) -> Loaded<'_, T> {
        match &self.0 {
            Kind::Fixed(value) => Loaded::Fixed(value),
            Kind::Exchanged(value) => {
                let value = value.read().unwrap_or_else(PoisonError::into_inner);
                Loaded::Exchanged(Arc::clone(&value))
            }
        }
    }

    /// Exchanges the value, if that is foreseen.
    pub(crate) fn store(&self, next: T) {
        if let Kind::Exchanged(value) = &self.0 {
            let next = Arc::new(next);
            let mut value = value.write().unwrap_or_else(PoisonError::into_inner);
            let before = std::mem::replace(&mut *value, next);
            drop(value);
            drop(before);
        }
    }
}

impl<T> Deref for Loaded<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Fixed(value) => value,
            Self::Exchanged(value) => value,
        }
    }
}
