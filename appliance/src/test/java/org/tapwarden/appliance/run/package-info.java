/// The appliance as a program of its own, in a lab.
package org.tapwarden.appliance.run;
