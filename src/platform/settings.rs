//! The operator's settings, read again when their variables change.
//!
//! Cloudflare may give new variables to a running isolate (Workers documentation, "Making changes to bindings"), and a
//! withdrawn secret must stop working there. So each call compares the variables with those that the settings were read from.
//! For that the values stay in JavaScript: copying their texts would take 8 µs more CPU time of each call.

use super::Platform;
use crate::auth::AuthSettings;
use crate::config::{ConfigError, Variable, Variables};
use crate::cti::CtiSettings;
use crate::help_action::HelpActionSettings;
use crate::relay::RelaySettings;
use crate::table::TableSettings;
use js_sys::Reflect;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Settings, with the variables that they were read from.
struct Cached<T> {
    /// Name and value of each, as JavaScript has them.
    variables: Vec<(JsValue, JsValue)>,
    settings: Rc<T>,
    /// How often the variables have changed in this isolate.
    generation: u32,
}

thread_local! {
    static AUTH: RefCell<Option<Cached<AuthSettings>>> = const { RefCell::new(None) };
    static RELAY: RefCell<Option<Cached<Option<RelaySettings>>>> = const { RefCell::new(None) };
    static CTI: RefCell<Option<Cached<CtiSettings>>> = const { RefCell::new(None) };
    static HELP_ACTION: RefCell<Option<Cached<HelpActionSettings>>> = const { RefCell::new(None) };
    static TABLE: RefCell<Option<Cached<TableSettings>>> = const { RefCell::new(None) };
}

impl Platform {
    /// How callers are verified, and the generation of these settings: how often they have changed.
    ///
    /// # Errors
    /// The variable that cannot be used. Nobody is let in while a setting is faulty.
    pub fn auth_settings(&self) -> Result<(Rc<AuthSettings>, u32), ConfigError> {
        AUTH.with_borrow_mut(|cached| self.cached(cached, &AuthSettings::VARIABLES, AuthSettings::read))
    }

    /// Which telephony systems' events come in.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn cti_settings(&self) -> Result<Rc<CtiSettings>, ConfigError> {
        let (settings, _) =
            CTI.with_borrow_mut(|cached| self.cached(cached, &CtiSettings::VARIABLES, CtiSettings::read))?;
        Ok(settings)
    }

    /// What the operator decides about help actions.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn help_action_settings(&self) -> Result<HelpActionSettings, ConfigError> {
        let (settings, _) = HELP_ACTION
            .with_borrow_mut(|cached| self.cached(cached, &HelpActionSettings::VARIABLES, HelpActionSettings::read))?;
        Ok(*settings)
    }

    /// What the operator decides about the Table API.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn table_settings(&self) -> Result<TableSettings, ConfigError> {
        let (settings, _) =
            TABLE.with_borrow_mut(|cached| self.cached(cached, &TableSettings::VARIABLES, TableSettings::read))?;
        Ok(*settings)
    }

    /// How records are relayed, and the generation of these settings. `None` if the relay is off, which reads only one variable.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn relay_settings(&self) -> Result<Option<(RelaySettings, u32)>, ConfigError> {
        if self.get("RELAY_URL") == Variable::Unset {
            return Ok(None);
        }
        let (settings, generation) =
            RELAY.with_borrow_mut(|cached| self.cached(cached, &RelaySettings::VARIABLES, RelaySettings::read))?;
        Ok(settings.as_ref().clone().map(|settings| (settings, generation)))
    }

    fn cached<T>(
        &self,
        cached: &mut Option<Cached<T>>,
        names: &[&str],
        read: fn(&Self) -> Result<T, ConfigError>,
    ) -> Result<(Rc<T>, u32), ConfigError> {
        if let Some(cached) = cached
            && cached.variables.iter().all(|(name, value)| self.js_value(name) == *value)
        {
            return Ok((Rc::clone(&cached.settings), cached.generation));
        }
        let variables = names.iter().map(|name| JsValue::from_str(name)).map(|name| {
            let value = self.js_value(&name);
            (name, value)
        });
        let variables = variables.collect();
        let generation = cached.as_ref().map_or(0, |cached| cached.generation.wrapping_add(1));
        let settings = Rc::new(read(self)?);
        *cached = Some(Cached { variables, settings: Rc::clone(&settings), generation });
        Ok((settings, generation))
    }

    /// The value of a variable; undefined if it is not set.
    fn js_value(&self, name: &JsValue) -> JsValue {
        Reflect::get(&self.env, name).unwrap_or(JsValue::UNDEFINED)
    }
}

impl Variables for Platform {
    fn get(&self, name: &str) -> Variable {
        let value = self.js_value(&name.into());
        if value.is_undefined() { Variable::Unset } else { value.as_string().map_or(Variable::NotText, Variable::Text) }
    }
}
