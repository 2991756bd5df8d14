//! The tables of prompts.

use super::Function;
use crate::expression::Expr;
use crate::parameter::Parameter;

/// The prompts of a surface.
#[derive(Debug)]
pub struct Prompts {
    /// The `prompts` array of `prompts/list`, complete JSON in document order.
    pub list: &'static str,
    /// The prompts in document order.
    pub prompts: &'static [Prompt],
}

/// One prompt.
#[derive(Debug)]
pub struct Prompt {
    /// The name clients ask for it by.
    pub name: &'static str,
    /// The source of its text.
    pub source: PromptSource,
    /// The messages of the prompt, in order; none where what a function gives is the only one.
    pub messages: &'static [PromptMessage],
}

/// The source of a prompt's text.
#[derive(Debug)]
pub enum PromptSource {
    /// The messages themselves, with these arguments in them.
    Arguments(&'static [Parameter]),
    /// The outcome of a function, whose parameters are the arguments. Where there are messages, it is an array of the
    /// texts that they have.
    Function(Function),
}

impl Prompt {
    /// The arguments of the prompt.
    pub(crate) fn arguments(&self) -> &'static [Parameter] {
        match &self.source {
            PromptSource::Arguments(arguments) => arguments,
            PromptSource::Function(function) => function.parameters,
        }
    }
}

/// One message of a prompt.
#[derive(Debug)]
pub struct PromptMessage {
    /// The author of the message.
    pub role: Role,
    /// The content of the message.
    pub content: PromptContent,
}

/// The author of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// The content of a message.
#[derive(Debug)]
pub enum PromptContent {
    /// A text with arguments; an absent argument is the empty text.
    Text(&'static [Expr]),
    /// The next text of the array that the prompt's function makes.
    Made,
    /// A content block, complete JSON.
    Block(&'static str),
}
