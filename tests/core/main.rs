//! The core, natively: one module per subject.
