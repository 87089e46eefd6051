package org.tapwarden.classifier.label;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.Grounds;
import org.tapwarden.classifier.Label;
import org.tapwarden.classifier.RunnerUp;
import org.tapwarden.classifier.RunnerUp.Lost;
import org.tapwarden.classifier.inspect.FlowEvent;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.register.AskingOrder;
import org.tapwarden.classifier.service.Services;

/// Finds what came second for a label: the strongest of what would have given another one. A list
/// and the flow's own name come before a certificate, that before what other flows told, then other
/// bytes, and at the very end the port.
///
/// Of a protected destination there is none: it is told of no flow.
final class RunnersUp {

    private static final Grounds ANSWERED = new Grounds(Grounds.Kind.DNS_ANSWER, "this-client");
    private static final Grounds INNER_TLS = new Grounds(Grounds.Kind.BYTES, "inner-tls");

    private static final int TCP = 6;
    private static final int UDP = 17;

    private RunnersUp() {}

    /// What lost of a flow's bytes, the service of its name and what a list says of it.
    ///
    /// @param won under which the flow goes
    /// @param how we came from the flow to the service
    /// @param lost why the list does not count, or null when it does
    static @Nullable RunnerUp among(
            Label won,
            FlowEvent.Content content,
            Services.@Nullable Service service,
            Grounds.Kind how,
            @Nullable ListHit hit,
            @Nullable Lost lost) {
        if (hit != null && lost != null) {
            Category category = hit.category();
            if (category != null && category != won.category()) {
                var grounds = new Grounds(Grounds.Kind.LIST, hit.grounds());
                return second(won.protocol(), won.application(), category, grounds, lost);
            }
        }
        if (service == null) {
            return null;
        }
        // That a name is looked up is in the label already.
        if (service.category() != won.category() && content.protocol() != Protocol.DNS) {
            Lost why = hit == null || lost != null ? Lost.OUTWEIGHED : why(hit);
            return second(won.protocol(), service, new Grounds(how, service.word()), why);
        }
        String betrayed = content.application();
        if (betrayed == null || betrayed.equals(service.word())) {
            return null;
        }
        String bytes = content.grounds();
        var grounds =
                new Grounds(Grounds.Kind.BYTES, bytes == null ? content.protocol().word() : bytes);
        return second(
                won.protocol(),
                betrayed,
                content.applicationCategory(),
                grounds,
                Lost.NAMED_SERVICE);
    }

    private static Lost why(ListHit hit) {
        return hit.list().office() ? Lost.OFFICE_LIST : Lost.LESS_SPECIFIC;
    }

    /// A service that the label could have had, where it has another or none.
    static @Nullable RunnerUp service(
            Label won, Services.@Nullable Service service, Grounds.Kind how, Lost lost) {
        if (service == null || service.word().equals(won.application())) {
            return null;
        }
        boolean answered = how == Grounds.Kind.DNS_ANSWER;
        var grounds = answered ? ANSWERED : new Grounds(how, service.word());
        return second(won.protocol(), service, grounds, lost);
    }

    /// An answer that gave the address more than one name, of which the last is none of a service:
    /// of a flow of which nothing else is known it is said that there were names.
    static @Nullable RunnerUp severalNames(Label won) {
        return won.protocol() == Protocol.UNKNOWN && won.application() == null
                ? second(won.protocol(), null, won.category(), ANSWERED, Lost.SEVERAL_NAMES)
                : null;
    }

    /// What else the bytes, and at the very end the port, could have meant.
    static @Nullable RunnerUp bytes(FlowEvent event, FlowRecord.Tls tls) {
        FlowEvent.Content content = event.content();
        Protocol spoken = content.protocol();
        if (!spoken.isTls() && spoken != Protocol.UNKNOWN && hasHandshake(tls)) {
            return second(Protocol.TLS, null, Protocol.TLS.category(), INNER_TLS, Lost.CARRIER);
        }
        Protocol open = content.open();
        if (open != Protocol.UNKNOWN && open != spoken) {
            var grounds = new Grounds(Grounds.Kind.LEFT_OPEN, open.word());
            return second(open, null, open.category(), grounds, Lost.UNDECIDED);
        }
        return content.spoke() ? port(spoken, event.conversation()) : null;
    }

    private static boolean hasHandshake(FlowRecord.Tls tls) {
        return tls.ja4() != null || tls.cipher() != null || tls.subject() != null;
    }

    /// Who is at home at one of the ports, and would have been meant by whoever goes by ports.
    private static @Nullable RunnerUp port(Protocol spoken, FlowRecord.Conversation between) {
        AskingOrder order;
        switch (between.protocolNumber()) {
            case TCP -> order = AskingOrder.over(Transport.TCP);
            case UDP -> order = AskingOrder.over(Transport.UDP);
            default -> {
                return null;
            }
        }
        int source = between.sourcePort();
        int destination = between.destinationPort();
        int number = order.home(source, destination);
        if (number == AskingOrder.NOBODY) {
            return null;
        }
        var about = order.get(number).about();
        List<Protocol> variants = about.variants();
        if (about.protocol() == spoken || variants.contains(spoken)) {
            return null;
        }
        int port = about.ports().contains(destination) ? destination : source;
        var grounds = new Grounds(Grounds.Kind.PORT, Integer.toString(port));
        return second(
                about.protocol(), null, about.protocol().category(), grounds, Lost.PORT_ALONE);
    }

    private static @Nullable RunnerUp second(
            Protocol protocol, Services.Service service, Grounds grounds, Lost lost) {
        return second(protocol, service.word(), service.category(), grounds, lost);
    }

    private static @Nullable RunnerUp second(
            Protocol protocol,
            @Nullable String application,
            Category category,
            Grounds grounds,
            Lost lost) {
        return category == Category.PROTECTED
                ? null
                : new RunnerUp(protocol, application, category, grounds, lost);
    }
}
