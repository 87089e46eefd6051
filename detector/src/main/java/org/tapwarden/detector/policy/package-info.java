/// Is it allowed: rules that cite a clause, findings, and what policy asks for.
///
/// Promise: a rule without a clause of the regulation does not load; as installed nothing above a
/// notice is asked for in earnest; the decision is pure and reads only what is stored.
@NullMarked
package org.tapwarden.detector.policy;

import org.jspecify.annotations.NullMarked;
