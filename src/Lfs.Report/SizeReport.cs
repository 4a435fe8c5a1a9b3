using Lfs.Compiler.Image;

namespace Lfs.Report;

/// <summary>All that the report of an image's size tells. It depends on its input only: no clock, no paths of
/// the machine.</summary>
/// <param name="Title">What the image is called.</param>
/// <param name="Bytes">Where its bytes go.</param>
public sealed record SizeReport(string Title, ImageBytes Bytes)
{
    /// <summary>The size of the LFS region; null if unknown.</summary>
    public int? RegionBytes { get; init; }

    /// <summary>The bytes that the project allows the image; null for any number.</summary>
    public int? BudgetBytes { get; init; }

    /// <summary>What other debug levels would save; null if that is unknown.</summary>
    public StripChoices? Strip { get; init; }

    /// <summary>Strings that may pay in the image; null if that is unknown.</summary>
    public PreloadCandidates? Preload { get; init; }

    /// <summary>The comparison with an earlier image; null for none.</summary>
    public ImageComparison? Comparison { get; init; }

    /// <summary>The name of the earlier image.</summary>
    public string BaselineName { get; init; } = "";

    /// <summary>The report as one HTML page without external resources.</summary>
    public string ToHtml() => ReportPage.Of(this);
}
