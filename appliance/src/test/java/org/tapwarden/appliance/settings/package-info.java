/// What operators write, right and wrong.
package org.tapwarden.appliance.settings;
