package org.tapwarden.classifier.protocol.queue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class QueueFuzzTest extends FuzzTarget {

    @FuzzTest
    void mqtt(byte[] bytes) {
        look(new MqttDissector(), bytes);
    }

    @FuzzTest
    void amqp(byte[] bytes) {
        look(new AmqpDissector(), bytes);
    }

    @FuzzTest
    void nats(byte[] bytes) {
        look(new NatsDissector(), bytes);
    }

    @FuzzTest
    void stomp(byte[] bytes) {
        look(new StompDissector(), bytes);
    }

    @FuzzTest
    void zeroMq(byte[] bytes) {
        look(new ZeroMqDissector(), bytes);
    }

    @FuzzTest
    void pulsar(byte[] bytes) {
        look(new PulsarDissector(), bytes);
    }

    @FuzzTest
    void rabbitStream(byte[] bytes) {
        look(new RabbitStreamDissector(), bytes);
    }

    @FuzzTest
    void thrift(byte[] bytes) {
        look(new ThriftDissector(), bytes);
    }

    @FuzzTest
    void raft(byte[] bytes) {
        look(new RaftDissector(), bytes);
    }

    @FuzzTest
    void fix(byte[] bytes) {
        look(new FixDissector(), bytes);
    }

    @FuzzTest
    void hl7(byte[] bytes) {
        look(new Hl7Dissector(), bytes);
    }

    @FuzzTest
    void avast(byte[] bytes) {
        look(new AvastDissector(), bytes);
    }

    @FuzzTest
    void jsonRpc(byte[] bytes) {
        look(new JsonRpcDissector(), bytes);
    }

    @FuzzTest
    void nsq(byte[] bytes) {
        look(new NsqDissector(), bytes);
    }

    @FuzzTest
    void gearman(byte[] bytes) {
        look(new GearmanDissector(), bytes);
    }

    @FuzzTest
    void beanstalk(byte[] bytes) {
        look(new BeanstalkDissector(), bytes);
    }

    @FuzzTest
    void openWire(byte[] bytes) {
        look(new OpenWireDissector(), bytes);
    }

    @FuzzTest
    void ibmMq(byte[] bytes) {
        look(new IbmMqDissector(), bytes);
    }

    @FuzzTest
    void msmq(byte[] bytes) {
        look(new MsmqDissector(), bytes);
    }

    @FuzzTest
    void rocketMq(byte[] bytes) {
        look(new RocketMqDissector(), bytes);
    }

    @FuzzTest
    void dubbo(byte[] bytes) {
        look(new DubboDissector(), bytes);
    }

    @FuzzTest
    void kafka(byte[] bytes) {
        look(new KafkaDissector(), bytes);
    }

    @FuzzTest
    void coap(byte[] bytes) {
        look(new CoapDissector(), bytes);
    }

    @FuzzTest
    void mqttSn(byte[] bytes) {
        look(new MqttSnDissector(), bytes);
    }
}
