package org.tapwarden.appliance.control;

import org.tapwarden.detector.policy.Destination;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// To what a device may not go: `203.0.113.0/24:443`.
final class DestinationText implements ITypeConverter<Destination> {

    @Override
    public Destination convert(String text) {
        try {
            return Destination.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
