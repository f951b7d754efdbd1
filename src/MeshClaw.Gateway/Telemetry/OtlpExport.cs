using MeshClaw.Models.Chat;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MeshClaw.Gateway.Telemetry;

/// <summary>
/// Spans and metrics of model calls, to a collector by OTLP over HTTP. Loading this type loads the library. A collector that is away costs no call
/// anything: what it misses is dropped.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const int PatienceMs = 3000;

    private readonly TracerProvider _spans;
    private readonly MeterProvider _metrics;

    public OtlpExport(Uri collector, string version)
    {
        // Built from nothing: the default would take what OTEL_RESOURCE_ATTRIBUTES and the machine's name say.
        var resource = ResourceBuilder.CreateEmpty().AddService("meshclaw", serviceVersion: version);
        _spans = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler()) // Calls are below a request of the web server, which nobody samples.
            .AddSource(ModelTelemetry.Name)
            .AddOtlpExporter(o => Aim(o, collector, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ModelTelemetry.Name)
            .AddOtlpExporter(o => Aim(o, collector, "v1/metrics"))
            .Build();
    }

    /// <summary>Sends what is left, as long as a collector answers.</summary>
    public void Dispose()
    {
        _spans.Shutdown(PatienceMs);
        _metrics.Shutdown(PatienceMs);
        _spans.Dispose();
        _metrics.Dispose();
    }

    private static void Aim(OtlpExporterOptions options, Uri collector, string path)
    {
        options.Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}");
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.TimeoutMilliseconds = PatienceMs;
    }
}
