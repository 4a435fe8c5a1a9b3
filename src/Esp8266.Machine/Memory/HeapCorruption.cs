namespace Esp8266.Memory;

/// <summary>The heap was used wrongly, or its blocks have been overwritten.</summary>
/// <param name="message">Which rule does not hold, and where.</param>
public sealed class HeapCorruption(string message) : Exception(message);
