/// What the enforcer is asked, and what it answers: orders read from the sensor's numbered journal,
/// outcomes with a reason code, and the witness on the tap.
///
/// The enforcer publishes these records itself and trusts none of their makers: everything that
/// later stands in a kernel comment, a file or a mail is checked when the record is made.
@NullMarked
package org.tapwarden.enforcer.order;

import org.jspecify.annotations.NullMarked;
