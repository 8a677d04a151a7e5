//! The givens of the chapter *Logits, softmax and not overflowing*.
