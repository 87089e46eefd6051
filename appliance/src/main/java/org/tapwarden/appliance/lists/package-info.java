/// Lists of names and addresses as the office handles them: the command that imports and looks them
/// over, and the watch that swaps a new generation in while the appliance runs.
@NullMarked
package org.tapwarden.appliance.lists;

import org.jspecify.annotations.NullMarked;
