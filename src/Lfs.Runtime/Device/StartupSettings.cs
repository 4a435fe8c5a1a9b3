namespace Lfs.Runtime.Core;

/// <summary>What the reboot-config records say about start-up.</summary>
/// <param name="Command">The start-up command (<c>node.startupcommand</c>); null for the firmware's own,
/// <c>@init.lua</c>.</param>
/// <param name="HasBanner">The firmware's version is printed first.</param>
readonly record struct StartupSettings(byte[]? Command, bool HasBanner);
