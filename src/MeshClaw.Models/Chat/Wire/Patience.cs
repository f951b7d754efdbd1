namespace MeshClaw.Models.Chat.Wire;

/// <summary>How long one attempt may take.</summary>
/// <param name="FirstByte">Until the answer begins; a local model may first have to be loaded.</param>
/// <param name="Quiet">Between two pieces of it.</param>
/// <param name="Whole">In all.</param>
internal sealed record PatienceLimits(TimeSpan FirstByte, TimeSpan Quiet, TimeSpan Whole)
{
    public static PatienceLimits Remote { get; } =
        new(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(20));

    public static PatienceLimits Local { get; } =
        new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5), TimeSpan.FromHours(2));
}

/// <summary>The time that one attempt has left.</summary>
internal sealed class Patience(PatienceLimits limits, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public Limit ForFirstByte(CancellationToken cancellationToken) => new(limits.FirstByte, time, cancellationToken);

    public Limit ForRead(CancellationToken cancellationToken)
    {
        var left = limits.Whole - time.GetElapsedTime(_start);
        var most = left < limits.Quiet ? left : limits.Quiet;
        return new Limit(most > TimeSpan.Zero ? most : TimeSpan.Zero, time, cancellationToken);
    }

    /// <summary>A token that ends with the caller's, or after a time.</summary>
    public sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _either;

        public Limit(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
        {
            _timer = new CancellationTokenSource(most, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _timer.Dispose();
        }
    }
}
