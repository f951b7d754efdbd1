namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// Says how often predictions of a score were right, from predictions that were made before their message was learnt (progressive validation: Blum,
/// Kalai, Langford, 1999). Scores are log-odds in bins; pools of bins rise (pool adjacent violators), and a place has its own record beside that of all. Old predictions fade. A model that never predicted is sure of nothing. Not thread-safe for writers.
/// </summary>
internal sealed class Calibration
{
    private const int Bins = 20;
    private const float Lowest = -2;
    private const float Width = 0.5f;
    private const float Fade = 0.9985f;
    private const float PlaceFade = 0.995f;

    /// <summary>Right and wrong that are taken for granted of every pool.</summary>
    private const float PriorRight = 2f;
    private const float PriorWrong = 0.35f;

    /// <summary>
    /// Log-odds from which a prediction that does not hold is more likely the owner's slip than a mistake: the share of these is what is never to be
    /// reached, and no more than <see cref="MostSlips"/> is taken for slips.
    /// </summary>
    private const float Sure = 4;
    private const float MostSlips = 0.03f;
    private const float EnoughSure = 40;

    /// <summary>Of a place that was never predicted before.</summary>
    private const float NeverBefore = 0.96f;

    /// <summary>With how many wrong ones a place begins, as many as were to be expected.</summary>
    private const float Shrink = 4;
    private const float LeastRatio = 0.6f;
    private const float MostRatio = 8;

    private readonly float[] _made = new float[Bins];
    private readonly float[] _right = new float[Bins];
    private readonly List<(float Made, float Right)[]> _places = [];
    private float[]? _curve;

    /// <summary>How many predictions count, faded.</summary>
    public float Predictions => _made.Sum();

    /// <summary>Takes a prediction that was made before the truth was known.</summary>
    public void Note(float logOdds, int place, bool right)
    {
        while (_places.Count <= place)
        {
            _places.Add(new (float, float)[Bins]);
        }

        for (var i = 0; i < Bins; i++)
        {
            _made[i] *= Fade;
            _right[i] *= Fade;
        }

        var bin = BinOf(logOdds);
        _made[bin]++;
        _right[bin] += right ? 1 : 0;
        var own = _places[place];
        for (var i = 0; i < Bins; i++)
        {
            own[i] = (own[i].Made * PlaceFade, own[i].Right * PlaceFade);
        }

        own[bin] = (own[bin].Made + 1, own[bin].Right + (right ? 1 : 0));
        _curve = null;
    }

    /// <summary>How likely a prediction is right, 0 to 1.</summary>
    public double Of(float logOdds, int place)
    {
        var curve = _curve ??= Curve();
        var bin = BinOf(logOdds);
        var all = curve[bin];
        if (place >= _places.Count)
        {
            return all * NeverBefore;
        }

        // A place that was wrong more often than such scores are is believed less, one that was wrong less often more: over all its scores, since
        // at one score it has too few.
        var (wrong, expected) = (0f, 0f);
        for (var i = 0; i < Bins; i++)
        {
            var (made, right) = _places[place][i];
            wrong += made - right;
            expected += made * (1 - curve[i]);
        }

        var ratio = Math.Clamp((wrong + Shrink) / (expected + Shrink), LeastRatio, MostRatio);
        return Math.Clamp((1 - ((1 - all) * ratio)) / (1 - Slips()), 0, 1);
    }

    /// <summary>How often the owner is taken to file by mistake.</summary>
    private float Slips()
    {
        var (made, right) = (0f, 0f);
        for (var i = BinOf(Sure); i < Bins; i++)
        {
            made += _made[i];
            right += _right[i];
        }

        return made < EnoughSure ? 0 : Math.Min(MostSlips, (made - right) / made);
    }

    private static int BinOf(float logOdds) =>
        float.IsNaN(logOdds) ? 0 : Math.Clamp((int)((logOdds - Lowest) / Width), 0, Bins - 1);

    private float[] Curve()
    {
        var pools = new List<(float Made, float Right, int Bins)>(Bins);
        for (var i = 0; i < Bins; i++)
        {
            var pool = (Made: _made[i], Right: _right[i], Bins: 1);
            while (pools.Count > 0 && Rate(pools[^1]) >= Rate(pool))
            {
                pool = (pool.Made + pools[^1].Made, pool.Right + pools[^1].Right, pool.Bins + pools[^1].Bins);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        var curve = new float[Bins];
        var at = 0;
        foreach (var pool in pools)
        {
            Array.Fill(curve, (pool.Right + PriorRight) / (pool.Made + PriorRight + PriorWrong), at, pool.Bins);
            at += pool.Bins;
        }

        // An empty pool above a good one is as good as it, never better; the prior alone is no evidence.
        var highest = 0f;
        for (var i = 0; i < Bins; i++)
        {
            highest = _made[i] > 0 ? curve[i] : Math.Min(curve[i], highest);
            curve[i] = highest;
        }

        return curve;

        static float Rate((float Made, float Right, int Bins) pool) =>
            (pool.Right + PriorRight) / (pool.Made + PriorRight + PriorWrong);
    }

    /// <summary>Writes all.</summary>
    public void Write(BinaryWriter to)
    {
        for (var i = 0; i < Bins; i++)
        {
            to.Write(_made[i]);
            to.Write(_right[i]);
        }

        to.Write(_places.Count);
        foreach (var (made, right) in _places.SelectMany(p => p))
        {
            to.Write(made);
            to.Write(right);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It did not write this.</exception>
    public static Calibration Read(BinaryReader from)
    {
        var calibration = new Calibration();
        for (var i = 0; i < Bins; i++)
        {
            (calibration._made[i], calibration._right[i]) = Pair(from);
        }

        var places = from.ReadInt32();
        if (places is < 0 or > TriageModel.MaxFolders)
        {
            throw new InvalidDataException($"{places} calibrated folders");
        }

        for (var place = 0; place < places; place++)
        {
            var own = new (float, float)[Bins];
            for (var i = 0; i < Bins; i++)
            {
                own[i] = Pair(from);
            }

            calibration._places.Add(own);
        }

        return calibration;
    }

    private static (float Made, float Right) Pair(BinaryReader from)
    {
        var (made, right) = (from.ReadSingle(), from.ReadSingle());
        return float.IsFinite(made) && float.IsFinite(right) && right >= 0 && right <= made
            ? (made, right)
            : throw new InvalidDataException("a record that cannot be");
    }
}
