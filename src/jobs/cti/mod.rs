//! The jobs of the telephony systems' events.

pub mod forget;
pub mod record_waiting;
