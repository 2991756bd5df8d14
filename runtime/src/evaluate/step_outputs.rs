//! What expressions see of the steps before them.

use std::marker::PhantomData;
#[cfg(feature = "steps")]
use std::sync::OnceLock;

use bytes::Bytes;

/// The outputs of a function's steps. Without steps there is nothing to carry along.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StepOutputs<'a> {
    /// One that is not set is not there.
    #[cfg(feature = "steps")]
    outputs: &'a [OnceLock<Bytes>],
    /// The element that a step runs for, by the index of the step.
    #[cfg(feature = "steps")]
    element: Option<(usize, &'a Bytes)>,
    _outputs: PhantomData<&'a Bytes>,
}

impl<'a> StepOutputs<'a> {
    #[cfg(feature = "steps")]
    pub(crate) fn of(outputs: &'a [OnceLock<Bytes>]) -> Self {
        Self { outputs, ..Self::default() }
    }

    /// The same for an element of the list that the step at `index` runs for.
    #[cfg(feature = "steps")]
    pub(crate) fn with_element(self, index: usize, element: &'a Bytes) -> Self {
        Self { element: Some((index, element)), ..self }
    }

    /// Returns the output of the step at `index`, or the element that this step runs for.
    #[cfg(feature = "steps")]
    pub(crate) fn get(self, index: usize) -> Option<&'a Bytes> {
        match self.element {
            Some((step, element)) if step == index => Some(element),
            _ => self.outputs.get(index)?.get(),
        }
    }

    #[cfg(not(feature = "steps"))]
    pub(crate) fn get(self, _index: usize) -> Option<&'a Bytes> {
        None
    }
}
