//! Diagnostics as text with carets, and as JSON.
