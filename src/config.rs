//! How the operator's settings are read: variables and secrets of the Worker. What is not set is off.
//!
//! Each capability reads its own settings, so that a faulty variable stops that capability alone:
//! [`AuthSettings`](crate::auth::AuthSettings), [`HelpActionSettings`](crate::help_action::HelpActionSettings).

/// A variable that cannot be used. Its value is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it, following its name in a sentence.
    pub reason: String,
}

impl ConfigError {
    /// What is wrong with a variable.
    #[must_use]
    pub fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self { variable, reason: reason.into() }
    }
}

/// A variable as the platform holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable {
    /// It is not set.
    Unset,
    /// It is a text.
    Text(String),
    /// It is something else, such as a JSON value.
    NotText,
}

/// The variables of the Worker.
pub trait Variables {
    /// The variable of that name.
    fn get(&self, name: &str) -> Variable;

    /// The text of a variable; `None` if it is not set.
    ///
    /// # Errors
    /// It is empty, or no text.
    fn text(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        match self.get(name) {
            Variable::Unset => Ok(None),
            Variable::Text(text) if !text.trim().is_empty() => Ok(Some(text)),
            Variable::Text(_) => Err(ConfigError::new(name, "is empty; give it a value or remove it")),
            Variable::NotText => Err(ConfigError::new(name, "is not a text")),
        }
    }

    /// The choice that a variable names, or the default one if it is not set.
    ///
    /// # Errors
    /// It names no choice.
    fn choice<T: Default + Copy>(&self, name: &'static str, choices: &[(&str, T)]) -> Result<T, ConfigError> {
        let Some(given) = self.text(name)? else {
            return Ok(T::default());
        };
        let found = choices.iter().find(|(word, _)| *word == given);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            ConfigError::new(name, format!("has to be {}", words.join(" or ")))
        })
    }
}
