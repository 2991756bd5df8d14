//! Completion: the values that arguments of prompts and variables of resources are known to have.

/// What a surface can complete: all of its prompts and templates of resources, so that others are told from them.
#[derive(Debug)]
pub struct Completions {
    /// The prompts in document order.
    pub prompts: &'static [Completable],
    /// The templates of resources in document order.
    pub templates: &'static [Completable],
}

/// A prompt or a template, and what can be given for it.
#[derive(Debug)]
pub struct Completable {
    /// The name of the prompt, or the URI template.
    pub name: &'static str,
    /// Each argument with its values; none are known for one without.
    pub arguments: &'static [(&'static str, &'static [&'static str])],
}
