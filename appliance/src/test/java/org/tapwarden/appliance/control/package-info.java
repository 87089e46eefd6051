/// The command line over stores.
package org.tapwarden.appliance.control;
