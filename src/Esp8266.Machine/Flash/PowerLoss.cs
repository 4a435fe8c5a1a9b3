using System.Globalization;

namespace Esp8266.Flash;

/// <summary>The power failed during an operation of the flash chip. Nothing runs
/// on the device until it is powered on again.</summary>
/// <param name="operation">The number of the operation.</param>
public sealed class PowerLoss(long operation)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"Power lost at flash operation {operation}."))
{
    /// <summary>The number of the operation that was cut short, or that was
    /// attempted without power.</summary>
    public long Operation { get; } = operation;
}
