<?php
return require __DIR__ . '/charte-de_CH.l10n.php';
