package org.tapwarden.classifier.protocol.queue;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class QueueDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new MqttDissector(),
                    new AmqpDissector(),
                    new NatsDissector(),
                    new StompDissector(),
                    new ZeroMqDissector(),
                    new PulsarDissector(),
                    new RabbitStreamDissector(),
                    new ThriftDissector(),
                    new RaftDissector(),
                    new FixDissector(),
                    new Hl7Dissector(),
                    new AvastDissector(),
                    new JsonRpcDissector(),
                    new NsqDissector(),
                    new GearmanDissector(),
                    new BeanstalkDissector(),
                    new OpenWireDissector(),
                    new IbmMqDissector(),
                    new MsmqDissector(),
                    new RocketMqDissector(),
                    new DubboDissector(),
                    new KafkaDissector(),
                    new CoapDissector(),
                    new MqttSnDissector());

    private QueueDissectors() {}
}
