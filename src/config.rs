//! How to read settings: the variables and secrets of the Worker. A setting that is not set is off or has its default.
//!
//! Each capability reads its own settings, so that a faulty one stops only that capability: for example
//! [`HelpActionSettings`](crate::help_action::HelpActionSettings).

/// A variable that cannot be used. Leaves out its value, because that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong, continuing a sentence that begins with the variable's name.
    pub reason: String,
}

impl ConfigError {
    /// An error for this variable.
    #[must_use]
    pub fn new(variable: &'static str, reason: impl Into<String>) -> Self {
        Self { variable, reason: reason.into() }
    }
}

/// A variable, as the runtime has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Not set.
    Unset,
    /// A string.
    Text(String),
    /// Anything else, such as a JSON value.
    NotText,
}

/// The variables of the Worker.
pub trait Variables {
    /// Looks up a variable.
    fn get(&self, name: &str) -> Variable;

    /// The string of a variable; `None` if it is not set.
    ///
    /// # Errors
    /// The variable is empty, or is not a string.
    fn text(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        match self.get(name) {
            Variable::Unset => Ok(None),
            Variable::Text(text) if !text.trim().is_empty() => Ok(Some(text)),
            Variable::Text(_) => Err(ConfigError::new(name, "is empty; give it a value or remove it")),
            Variable::NotText => Err(ConfigError::new(name, "is not a text")),
        }
    }

    /// The choice that a variable names; the default if it is not set.
    ///
    /// # Errors
    /// The variable names none of the choices.
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

    /// The whole number that a variable gives; `None` if it is not set.
    ///
    /// # Errors
    /// The variable is not a whole number from 1 to `highest`.
    fn positive(&self, name: &'static str, highest: u32) -> Result<Option<u32>, ConfigError> {
        let Some(given) = self.text(name)? else {
            return Ok(None);
        };
        let is_number = given.bytes().all(|byte| byte.is_ascii_digit());
        let number = given.parse().ok().filter(|number| is_number && (1..=highest).contains(number));
        let reason = || ConfigError::new(name, format!("has to be a whole number from 1 to {highest}"));
        number.map(Some).ok_or_else(reason)
    }
}

/// How many statements D1 allows in one call of the Worker (`D1_QUERIES_PER_CALL`): 1,000 on the paid plan, which is the default,
/// and 50 on the free plan (D1 documentation, "Limits"). A batch leaves the requests that do not fit.
///
/// # Errors
/// The variable is not a whole number from 50 to 1,000.
pub fn d1_queries_per_call(variables: &impl Variables) -> Result<u32, ConfigError> {
    const NAME: &str = "D1_QUERIES_PER_CALL";
    let Some(text) = variables.text(NAME)? else {
        return Ok(1_000);
    };
    let number = text.parse().ok().filter(|number| (50..=1_000).contains(number));
    number.ok_or_else(|| ConfigError::new(NAME, "has to be a whole number from 50 to 1000"))
}

/// Whether a request may go to this URL. It must be HTTPS, because on an open connection anybody could read credentials and
/// replace keys. Plain HTTP is accepted only for this machine itself, and not with an `@`: the text before the `@` is not the
/// host.
#[must_use]
pub fn is_secure_url(url: &str) -> bool {
    let is_loopback = |rest: &str| {
        ["localhost", "127.0.0.1", "[::1]"]
            .into_iter()
            .any(|host| rest.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':'])))
    };
    url.strip_prefix("https://").is_some_and(|host| !host.is_empty())
        || (!url.contains('@') && url.strip_prefix("http://").is_some_and(is_loopback))
}
