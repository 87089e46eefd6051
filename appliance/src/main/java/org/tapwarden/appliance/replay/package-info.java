/// `tapwarden replay`: captures played through the real pipeline, in packet time.
///
/// Promise: replay never acts and never mails; what it writes is the same for every number of
/// threads; what it could not read is said in one line and counted.
@NullMarked
package org.tapwarden.appliance.replay;

import org.jspecify.annotations.NullMarked;
