package org.tapwarden.detector.finding;

/// Reasons that belong to no detector in particular.
public enum GeneralReason implements Reason {
    FLOW(Family.CONVERSATION, "the bytes of a conversation of this device are those of %s"),
    NOT_ON_THE_LIST(Family.IDENTITY, "its MAC is not on the approved list"),
    MANY_NOT_ON_THE_LIST(Family.IDENTITY, "devices that are not on the approved list: %s");

    private final Family family;
    private final String template;

    GeneralReason(Family family, String template) {
        this.family = family;
        this.template = template;
    }

    @Override
    public Family family() {
        return family;
    }

    @Override
    public String template() {
        return template;
    }
}
