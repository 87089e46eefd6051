/// Programs of the operator that act on switches which no other driver reaches.
///
/// Promise: only a program that nobody but root can change is run, without a shell, with the
/// arguments that stand in the settings; of the network nothing enters them but a MAC, a case and a
/// number, each an argument of its own. It has no environment, a time, and an end to what it may
/// say.
@NullMarked
package org.tapwarden.enforcer.command;

import org.jspecify.annotations.NullMarked;
