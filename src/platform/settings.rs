//! The settings, read once in the life of an isolate: a change of a variable starts new isolates.

use super::Platform;
use crate::auth::AuthSettings;
use crate::config::{ConfigError, Variable, Variables};
use crate::help_action::HelpActionSettings;
use js_sys::Reflect;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

thread_local! {
    static AUTH: RefCell<Option<Rc<AuthSettings>>> = const { RefCell::new(None) };
    static HELP_ACTION: Cell<Option<HelpActionSettings>> = const { Cell::new(None) };
}

impl Platform {
    /// What callers are verified with.
    ///
    /// # Errors
    /// The variable that cannot be used: nobody is let in with a faulty configuration.
    pub fn auth_settings(&self) -> Result<Rc<AuthSettings>, ConfigError> {
        if let Some(settings) = AUTH.with_borrow(Clone::clone) {
            return Ok(settings);
        }
        let settings = Rc::new(AuthSettings::read(self)?);
        AUTH.set(Some(Rc::clone(&settings)));
        Ok(settings)
    }

    /// What the operator has decided about help actions.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn help_action_settings(&self) -> Result<HelpActionSettings, ConfigError> {
        if let Some(settings) = HELP_ACTION.get() {
            return Ok(settings);
        }
        let settings = HelpActionSettings::read(self)?;
        HELP_ACTION.set(Some(settings));
        Ok(settings)
    }
}

impl Variables for Platform {
    fn get(&self, name: &str) -> Variable {
        match Reflect::get(&self.env, &name.into()) {
            Ok(value) if !value.is_undefined() => value.as_string().map_or(Variable::NotText, Variable::Text),
            _ => Variable::Unset,
        }
    }
}
